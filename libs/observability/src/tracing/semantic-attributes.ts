import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_SYSTEM_NAME,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { StoreCall, TracedRequest } from './tracer.js';

/** `GET /:name`, by OpenTelemetry's semantic conventions for HTTP servers. */
export function requestName({ method, route }: TracedRequest): string {
  return route === undefined ? method : `${method} ${route}`;
}

/** By the same conventions. Without what could name a visitor: address, query, user agent. */
export function requestAttributes(request: TracedRequest): Attributes {
  return {
    [ATTR_HTTP_REQUEST_METHOD]: request.method,
    [ATTR_HTTP_ROUTE]: request.route,
    [ATTR_URL_SCHEME]: request.scheme,
    [ATTR_URL_PATH]: request.path,
    [ATTR_NETWORK_PROTOCOL_VERSION]: request.httpVersion,
    [ATTR_SERVER_ADDRESS]: request.host || undefined,
    [ATTR_SERVER_PORT]: request.port ?? undefined,
  };
}

/** `SELECT pokemon`, `EVALSHA 0`, `get memcached:11211`, by the semantic conventions for database clients. */
export function callName({ operation, collection, namespace, host, port }: StoreCall): string {
  const target = collection ?? namespace ?? (host && `${host}:${port}`);
  return target === undefined ? operation : `${operation} ${target}`;
}

/** By the same conventions. */
export function callAttributes(call: StoreCall): Attributes {
  return {
    [ATTR_DB_SYSTEM_NAME]: call.system,
    [ATTR_DB_OPERATION_NAME]: call.operation,
    [ATTR_DB_COLLECTION_NAME]: call.collection,
    [ATTR_DB_NAMESPACE]: call.namespace,
    [ATTR_DB_QUERY_TEXT]: call.query,
    [ATTR_SERVER_ADDRESS]: call.host,
    [ATTR_SERVER_PORT]: call.port,
  };
}
