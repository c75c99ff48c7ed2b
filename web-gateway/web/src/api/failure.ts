import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema } from '../gen/google/rpc/error_details_pb';

/** Why a call failed, in the one form that the screens know. `reason` is type.v1.ErrorReason or one of our own. */
export class Failure extends Error {
  constructor(
    readonly reason: string,
    readonly code: string,
    message: string,
    readonly metadata: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Failure';
  }

  /** The server could not be reached or is not ready: the same call may work in a moment. */
  get isPassing(): boolean {
    return this.reason === 'OFFLINE' || ['UNAVAILABLE', 'ABORTED', 'DEADLINE_EXCEEDED'].includes(this.code);
  }

  get isCancelled(): boolean {
    return this.code === 'CANCELED';
  }
}

const codeName = (code: Code): string => Code[code]!.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

/** Any thrown thing as a Failure. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const connect = ConnectError.from(error);
  const info = connect.findDetails(ErrorInfoSchema)[0];
  const code = codeName(connect.code);
  if (info) return new Failure(info.reason, code, connect.rawMessage, info.metadata);
  const field = connect.findDetails(BadRequestSchema)[0]?.fieldViolations[0];
  if (field) return new Failure('FIELD_INVALID', code, connect.rawMessage, { field: field.field });
  if (error instanceof DOMException && error.name === 'AbortError') return new Failure('CANCELLED', 'CANCELED', '');
  if (error instanceof TypeError || connect.cause instanceof TypeError) {
    return new Failure('OFFLINE', 'UNAVAILABLE', connect.rawMessage);
  }
  if (connect.code === Code.Unavailable) return new Failure('OFFLINE', code, connect.rawMessage);
  return new Failure(code === 'UNKNOWN' ? 'INTERNAL' : code, code, connect.rawMessage);
}
