import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as it was received, by the JSON encoding of OTLP 1.x (opentelemetry-proto, trace.proto). */
export interface ReceivedSpan {
  name: string;
  /** 1 internal, 2 server, 3 client. */
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  /** 2 is an error. */
  status?: { code?: number };
  links: { traceId: string; spanId: string }[];
  attributes: Record<string, unknown>;
  /** Of what made it: the service, the build. */
  resource: Record<string, unknown>;
}

interface RawSpan extends Omit<ReceivedSpan, 'attributes' | 'links' | 'resource'> {
  links?: ReceivedSpan['links'];
  attributes: RawAttribute[];
}
type RawAttribute = { key: string; value: Record<string, unknown> };
interface ExportRequest {
  resourceSpans: { resource: { attributes: RawAttribute[] }; scopeSpans: { spans: RawSpan[] }[] }[];
}

/** A collector that keeps what it is sent over OTLP/HTTP; it reads the spans that come as JSON. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly requests: { url: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', async (request: IncomingMessage, response) => {
      receiver.keep(request, await buffer(request));
      response.setHeader('Content-Type', request.headers['content-type']!).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The variables by which a service sends its spans here, as JSON and soon. */
  get environment(): NodeJS.ProcessEnv {
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: this.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
  }

  /** All spans of a trace. */
  trace(traceId: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private keep({ url, headers }: IncomingMessage, body: Buffer): void {
    this.requests.push({ url: url!, headers, body });
    if (headers['content-type'] !== 'application/json') return;
    for (const { resource, scopeSpans } of (JSON.parse(body.toString()) as ExportRequest).resourceSpans)
      for (const raw of scopeSpans.flatMap(({ spans }) => spans))
        this.spans.push({
          ...raw,
          links: raw.links ?? [],
          attributes: valuesOf(raw.attributes),
          resource: valuesOf(resource.attributes),
        });
  }
}

function valuesOf(attributes: RawAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
