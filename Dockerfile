# The image of Noor: one program, no shell needed, no build tools, not root.
# Needs BuildKit (the default builder since Docker 23) for the cache mounts.

FROM rust:1.95-slim-bookworm AS builder
WORKDIR /src
# The checked-in query data stands in for a database while SQL is verified.
ENV SQLX_OFFLINE=true CARGO_TERM_COLOR=never
COPY . .
# The caches keep downloaded and compiled dependencies between builds, so an ordinary change
# rebuilds Noor alone. The program leaves the cache in the same step, or the image would lack it.
# Without the default features there is no simulator and no demo page inside.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked -p noor --no-default-features \
    && install -D -m 0755 target/release/noor /out/noor

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/noor --create-home noor
COPY --from=builder /out/noor /usr/local/bin/noor
ENV NOOR_ENV=production \
    NOOR_HOME=/var/lib/noor \
    NOOR_SERVER__HOST=0.0.0.0 \
    PORT=8000
USER noor
WORKDIR /var/lib/noor
EXPOSE 8000
# The program asks itself: `noor health` reads http://127.0.0.1:$PORT/api/v1/health and ends with
# 0 for ok, 1 for anything else. Migrations run before the server listens, hence the start period.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["noor", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["noor"]
CMD ["serve"]
