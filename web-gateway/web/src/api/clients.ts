import { Code, ConnectError, createClient, type Client, type Interceptor, type Transport } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { AnalyzerService } from '../gen/cameramonit/analyzer/v1/analyzer_service_pb';
import { CameraRegistryService } from '../gen/cameramonit/registry/v1/camera_registry_service_pb';
import { ChatService } from '../gen/cameramonit/chat/v1/chat_service_pb';
import { EventService } from '../gen/cameramonit/events/v1/event_service_pb';
import { MediaService } from '../gen/cameramonit/media/v1/media_service_pb';
import { ProjectService } from '../gen/cameramonit/application/v1/project_service_pb';
import type { SessionKeeper } from './session_keeper';

/** The services behind the gateway. */
export interface Clients {
  chat: Client<typeof ChatService>;
  media: Client<typeof MediaService>;
  events: Client<typeof EventService>;
  projects: Client<typeof ProjectService>;
  cameras: Client<typeof CameraRegistryService>;
  analyzer: Client<typeof AnalyzerService>;
}

/** Puts the caller's token on each call, and tries a unary call again with a new one when the server says it is old. */
function authorise(keeper: SessionKeeper): Interceptor {
  return (next) => async (request) => {
    request.header.set('authorization', `Bearer ${await keeper.token()}`);
    try {
      return await next(request);
    } catch (error) {
      if (request.stream || ConnectError.from(error).code !== Code.Unauthenticated) throw error;
      request.header.set('authorization', `Bearer ${(await keeper.renew()).accessToken}`);
      return next(request);
    }
  };
}

export function createTransport(keeper: SessionKeeper, baseUrl: string): Transport {
  return createGrpcWebTransport({ baseUrl, useBinaryFormat: true, interceptors: [authorise(keeper)] });
}

export function createClients(transport: Transport): Clients {
  return {
    chat: createClient(ChatService, transport),
    media: createClient(MediaService, transport),
    events: createClient(EventService, transport),
    projects: createClient(ProjectService, transport),
    cameras: createClient(CameraRegistryService, transport),
    analyzer: createClient(AnalyzerService, transport),
  };
}
