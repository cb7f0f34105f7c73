import { name, version } from '@app/config';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

/** The OpenAPI document as the routes and their schemas have it; `npm run docs` commits it as openapi.json. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.1')
    .setTitle(name)
    .setDescription('Pokémon, and an exact count of the visits to each.')
    .setVersion(version)
    .build();
  const document = SwaggerModule.createDocument(app, description, {
    standardSchemaConverter: (schema, { schemaType }) => convert(schema as z.ZodType, schemaType),
  });
  // The decorators give all media types of an answer one schema.
  const { content } = document.paths['/']!.get!.responses['200'] as { content: Record<string, object> };
  content['text/html'] = {
    schema: { type: 'string', description: 'The same for people, if `Accept` prefers it' },
  };
  return document;
}

/** OpenAPI 3.1 takes JSON Schema of 2020-12 as it is; a schema with an id becomes a component. */
function convert(zod: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, $defs, ...schema } = z.toJSONSchema(zod, { io, override: keepDefault });
  return { schema, components: $defs };
}

/** zod drops the default of an input that it transforms. */
function keepDefault({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: unknown;
  jsonSchema: { default?: unknown };
}): void {
  if (zodSchema instanceof z.ZodDefault) jsonSchema.default = zodSchema.def.defaultValue;
}
