import type { OpenAPIObject } from '@nestjs/swagger';
import committed from './openapi.json' with { type: 'json' };

/** The OpenAPI document as committed; its spec proves that it is what the routes say of themselves. */
export const openApiDocument = committed as OpenAPIObject;
