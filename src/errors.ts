/**
 * What the caller can fix. `code` is the machine's word in GraphQL and REST alike, `message` tells a person
 * (or a model) what to do, `status` is the HTTP status of the doors that have one.
 */
export class AppError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export class BadInput extends AppError {
  constructor(message: string, options?: ErrorOptions) {
    super("BAD_USER_INPUT", message, 400, options);
  }
}

export class SignInRequired extends AppError {
  constructor(message = "Sign in first: this needs an access token or a session.") {
    super("UNAUTHENTICATED", message, 401);
  }
}

/** A token was sent, but it is unknown, expired, revoked or meant for another door (RFC 6750, section 3.1). */
export class InvalidToken extends AppError {
  constructor(
    message = "The access token is unknown, expired or revoked. Get a new one with the refresh token.",
  ) {
    super("INVALID_TOKEN", message, 401);
  }
}

export class Forbidden extends AppError {
  constructor(message: string) {
    super("FORBIDDEN", message, 403);
  }
}

/** The token is good but was not granted `scope` (RFC 6750, section 3.1). */
export class InsufficientScope extends AppError {
  constructor(readonly scope: string) {
    super("INSUFFICIENT_SCOPE", `This needs the scope ${scope}, which the token does not have.`, 403);
  }
}

export class NotFound extends AppError {
  constructor(message: string) {
    super("NOT_FOUND", message, 404);
  }
}

export class LimitReached extends AppError {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super("LIMIT_REACHED", message, 429);
  }
}

/** Stops a command or the start of the server: one sentence for the operator, exit code 1. */
export class OperatorError extends Error {}
