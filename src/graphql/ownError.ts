import { DriverException } from "@mikro-orm/core";
import { AppError } from "../errors.js";

/** When a request is ended, the ORM throws an error of its own that has all of ours but the class. */
export function ownError(error: unknown): unknown {
  const isDressed = error instanceof DriverException && "status" in error;
  return isDressed ? new AppError(String(error.code), error.message, Number(error.status)) : error;
}
