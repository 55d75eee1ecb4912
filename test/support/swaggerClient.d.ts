/** As much of swagger-client as the tests use; it brings no types of its own. */
declare module "swagger-client" {
  interface Answer {
    readonly status: number;
    readonly body: never;
  }
  type Ask = (parameters: object, options?: { requestBody: object }) => Promise<Answer>;

  export default class SwaggerClient {
    constructor(options: { url: string; authorizations?: object });
    readonly spec: import("openapi3-ts/oas31").OpenAPIObject;
    readonly apis: Readonly<Record<string, Readonly<Record<string, Ask>>>>;
    readonly errors: readonly unknown[];
  }
}
