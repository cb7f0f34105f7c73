FROM node:24-trixie-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

# What `make dev` runs, with the sources mounted over it.
FROM dependencies AS development
COPY . .
# Without a shell: the image has no `ps`, by which Nest would find the service behind one and end it.
CMD ["npx", "nest", "start", "api", "--watch", "--no-shell"]

FROM dependencies AS build
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund && mkdir /data

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
ENV NODE_ENV=production BUILD_REVISION=${REVISION} BUILD_DATE=${BUILT} DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Where the embedded stores are saved, for those who mount no volume there.
COPY --from=build --chown=65532:65532 /data /data
# Numeric, so that Kubernetes can tell that it is not root.
USER 65532:65532
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["/nodejs/bin/node", "dist/apps/api/apps/api/src/health-probe.js"]
CMD ["dist/apps/api/apps/api/src/main.js"]
