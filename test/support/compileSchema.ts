import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { SchemaObject } from "openapi3-ts/oas31";

const ajv = new Ajv2020({
  // OpenAPI has words of its own, such as example.
  strict: false,
  formats: {
    date: /^\d{4}-\d\d-\d\d$/,
    "date-time": (text: string) => !Number.isNaN(Date.parse(text)) && text.endsWith("Z"),
    uri: (text: string) => URL.canParse(text),
  },
});

/** Whether something is as a schema of our OpenAPI document says. */
export const compileSchema = (schema: SchemaObject): ValidateFunction => ajv.compile(schema);
