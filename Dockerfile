# Fragaria on a CPU. Build: docker build -t fragaria .   Run: docker run -p 3000:3000 -v "$PWD/data:/data" fragaria
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /src
COPY pom.xml ./
# Dependencies change rarely, so they are a layer of their own.
RUN mvn -B -ntp -q -Dquick dependency:go-offline
COPY src src
COPY frontend frontend
# the pages behind the types of problems
COPY docs/problems docs/problems
RUN mvn -B -ntp -q -Dquick -DskipTests package

FROM eclipse-temurin:21-jre
RUN useradd --uid 10001 --create-home fragaria && mkdir /data && chown fragaria /data
COPY --from=build --chown=fragaria /src/target/quarkus-app /app
USER fragaria
# Spinning OpenMP threads collapse when a core is taken by somebody else; the engine unpacks libtorch into its cache.
ENV OMP_WAIT_POLICY=PASSIVE DJL_CACHE_DIR=/home/fragaria/.djl
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["java", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", \
  "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-Dai.djl.offline=true", \
  "-jar", "/app/quarkus-run.jar"]
CMD ["serve", "--data", "/data"]
