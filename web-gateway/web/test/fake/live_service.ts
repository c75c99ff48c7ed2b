import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { AnalyzerService } from '../../src/gen/cameramonit/analyzer/v1/analyzer_service_pb';
import { fromMs } from '../../src/api/timestamp';

/** A grey picture of 32 x 20 pixels. */
const kJpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgoKC8oLzc3Nzc3N0E8QUNDQ0FBQUFDQ0NISEhVVVVISEhDQ0hI' +
  'UFBVVVxfXFdXVVdfX2RkZHh4c3OMjJGsrM//xABMAAEBAAAAAAAAAAAAAAAAAAAAAgEBAQAAAAAAAAAAAAAAAAAAAAQQAQAAAAAAAAAAAAAA' +
  'AAAAAAARAQAAAAAAAAAAAAAAAAAAAAD/wAARCAAUACADASIAAhEAAxEA/9oADAMBAAIRAxEAPwCgFaEAAAAAB//Z',
  'base64',
);

/** Live cameras that show one picture and do not move. */
export function liveRoutes(router: ConnectRouter): void {
  router.service(AnalyzerService, {
    getSnapshot: () => ({ jpeg: kJpeg, takenTime: fromMs(Date.now()) }),
    async* streamLive() {
      throw new ConnectError('the camera is away', Code.Unavailable);
    },
  });
}
