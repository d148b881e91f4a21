# The images of the suite; see docs/containers.md. They take the jars as they were built: ./mvnw package

FROM debian:trixie-slim AS base
# The same numbers in every container: a mounted backup, its write cache and the repository belong to postgres.
RUN groupadd --gid 999 postgres && useradd --uid 999 --gid 999 --home-dir /var/lib/postgresql --shell /bin/bash postgres \
 && groupadd --gid 990 howdah && useradd --uid 990 --gid 990 --home-dir /var/lib/howdah --shell /usr/sbin/nologin howdah
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl tini \
 && rm -rf /var/lib/apt/lists/*
# A named volume takes its owner from the directory it is first mounted on, whichever container that is.
RUN install -d -o postgres -g postgres -m 0700 /srv/howdah/repository /srv/howdah/exports /srv/howdah/dumps \
 && install -d -o root -g root -m 0711 /var/tmp/howdah

FROM base AS java
# The package wants to link its manuals, whose directory a slim image lacks.
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update \
 && apt-get install -y --no-install-recommends openjdk-25-jre-headless \
 && rm -rf /var/lib/apt/lists/*
ARG FAST_START=yes
ENV MALLOC_ARENA_MAX=2
# The first process reaps what others leave, and hands a signal on to the service.
ENTRYPOINT ["/usr/bin/tini", "--", "/opt/howdah/run.sh"]

FROM java AS api-gateway
COPY deploy/image .launcher/jvm api-gateway/target/howdah-api-gateway-*.jar /opt/howdah/
RUN /opt/howdah/lay-out.sh api-gateway howdah
USER howdah
CMD ["api-gateway"]

FROM java AS recovery-svc
COPY deploy/image .launcher/jvm recovery-svc/target/howdah-recovery-svc-*.jar /opt/howdah/
RUN /opt/howdah/lay-out.sh recovery-svc howdah
USER howdah
CMD ["recovery-svc"]

FROM java AS mount-svc
RUN apt-get update \
 && apt-get install -y --no-install-recommends libfuse2t64 \
 && rm -rf /var/lib/apt/lists/*
COPY deploy/image .launcher/jvm mount-svc/target/howdah-mount-svc-*.jar /opt/howdah/
RUN /opt/howdah/lay-out.sh mount-svc root
ENTRYPOINT ["/usr/bin/tini", "--", "/opt/howdah/mount.sh"]
CMD ["mount-svc"]

FROM java AS mover-svc
RUN mkdir -p /etc/postgresql-common /usr/share/man/man1 /usr/share/man/man7 \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
 && apt-get update \
 && apt-get install -y --no-install-recommends postgresql-17 \
 && rm -rf /var/lib/apt/lists/*
COPY deploy/image .launcher/jvm mover-svc/target/howdah-mover-svc-*.jar /opt/howdah/
RUN /opt/howdah/lay-out.sh mover-svc postgres
USER postgres
CMD ["mover-svc"]

# PostgreSQL for the state of recovery-svc, and as the cluster that the sample backs up.
FROM base AS postgres
RUN mkdir -p /etc/postgresql-common /usr/share/man/man1 /usr/share/man/man7 \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
 && apt-get update \
 && apt-get install -y --no-install-recommends postgresql-17 \
 && rm -rf /var/lib/apt/lists/*
RUN install -d -o postgres -g postgres -m 0700 /var/lib/postgresql/17/main
COPY deploy/image/postgres.sh /usr/local/bin/
USER postgres
STOPSIGNAL SIGINT
ENTRYPOINT ["postgres.sh"]

FROM base AS secrets
COPY deploy/image/secrets.sh /usr/local/bin/
ENTRYPOINT ["secrets.sh"]
