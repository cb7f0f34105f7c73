# What `make dev` runs, with the sources mounted over it.
FROM node:24-trixie-slim AS development
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
ENV NODE_COMPILE_CACHE=/tmp/compile-cache
# Without a shell: the image has no `ps`, by which Nest would find the service behind one and end it.
CMD ["npx", "nest", "start", "api", "--path", "apps/api/tsconfig.dev.json", "--watch", "--watchAssets", "--no-shell"]

FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
# Beside the bundle only what reads files of its own.
RUN npm run build && mkdir -p /data /app/image/node_modules && echo '{"type":"module"}' > image/package.json && \
    cp -r dist/bundle/. scripts/fill-compile-cache.ts image && cp -r node_modules/sql.js image/node_modules && \
    mkdir image/node_modules/swagger-ui-dist && cd node_modules/swagger-ui-dist && \
    cp LICENSE swagger-ui.css swagger-ui-bundle.js favicon-32x32.png /app/image/node_modules/swagger-ui-dist

FROM gcr.io/distroless/nodejs24-debian13:nonroot
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG BUILT=unknown
LABEL org.opencontainers.image.title="minipokedex" \
      org.opencontainers.image.description="A Pokédex that counts its visitors exactly" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${BUILT}"
# Small young generations: by default they alone grow to more than all the rest of the service.
ENV NODE_ENV=production NODE_OPTIONS="--max-semi-space-size=8" NODE_COMPILE_CACHE=/app/.compile-cache \
    BUILD_REVISION=${REVISION} BUILD_DATE=${BUILT} DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/image ./
# Here, since the snapshot and the cache of another Node.js count for nothing. The cache serves where the snapshot can't.
USER 0:0
RUN ["/nodejs/bin/node", "start/start.cjs", "--build-snapshot"]
# Numeric, so that Kubernetes can tell that it is not root.
USER 65532:65532
RUN ["/nodejs/bin/node", "fill-compile-cache.ts", "main/main.cjs"]
# Where the embedded stores are saved, for those who mount no volume there.
COPY --from=build --chown=65532:65532 /data /data
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/nodejs/bin/node", "admin/admin.cjs", "health"]
CMD ["start/start.cjs"]
