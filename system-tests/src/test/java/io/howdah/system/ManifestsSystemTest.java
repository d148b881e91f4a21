package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The manifests say what Kubernetes understands, and what they refer to is there. */
class ManifestsSystemTest {

    private static final Path DIRECTORY = Path.of("../deploy/kubernetes");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/Secret", Secret.class,
            "v1/Service", Service.class,
            "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/DaemonSet", DaemonSet.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    /** The model keeps fields that it does not know; here they are errors. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public @Nullable Boolean hasAnySetter(Annotated annotated) {
                    return Boolean.FALSE;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    @Test
    void everyResourceIsOneOfKubernetes() {
        assertThat(resources()).hasSizeGreaterThanOrEqualTo(KINDS.size()).allSatisfy(resource -> {
            assertThat(resource.getMetadata().getName()).isNotBlank();
            if (!(resource instanceof Namespace)) {
                assertThat(resource.getMetadata().getNamespace()).isEqualTo("howdah");
            }
        });
    }

    @Test
    void whatPodsReferToIsThere() {
        Set<String> secrets = names(Secret.class);
        Set<String> claims = names(PersistentVolumeClaim.class);
        assertThat(pods()).hasSize(4).allSatisfy(pod -> {
            Set<String> volumes =
                    pod.getVolumes().stream().map(volume -> volume.getName()).collect(Collectors.toSet());
            Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
                    .forEach(container -> assertThat(container.getVolumeMounts())
                            .allSatisfy(mount -> assertThat(volumes).contains(mount.getName())));
            pod.getVolumes().forEach(volume -> {
                if (volume.getSecret() != null) {
                    assertThat(secrets).contains(volume.getSecret().getSecretName());
                }
                if (volume.getPersistentVolumeClaim() != null) {
                    assertThat(claims)
                            .contains(volume.getPersistentVolumeClaim().getClaimName());
                }
            });
        });
    }

    @Test
    void onlyTheOneThatMountsIsPrivileged() {
        assertThat(pods().stream()
                        .flatMap(pod -> pod.getContainers().stream())
                        .filter(container -> Boolean.TRUE.equals(
                                container.getSecurityContext().getPrivileged()))
                        .map(container -> container.getName()))
                .containsExactly("mount-svc");
    }

    @Test
    void allFilesAreApplied() throws IOException {
        Map<String, Object> kustomization = new Yaml().load(Files.readString(DIRECTORY.resolve(KUSTOMIZATION)));
        assertThat(kustomization.get("resources"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrderElementsOf(files().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    private static Set<String> names(Class<? extends HasMetadata> kind) {
        return resources().stream()
                .filter(kind::isInstance)
                .map(resource -> resource.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static List<PodSpec> pods() {
        return resources().stream()
                .flatMap(resource -> switch (resource) {
                    case Deployment deployment ->
                        Stream.of(deployment.getSpec().getTemplate().getSpec());
                    case DaemonSet daemons ->
                        Stream.of(daemons.getSpec().getTemplate().getSpec());
                    default -> Stream.empty();
                })
                .toList();
    }

    private static List<? extends HasMetadata> resources() {
        return files().stream().flatMap(ManifestsSystemTest::read).toList();
    }

    private static Stream<? extends HasMetadata> read(Path file) {
        try {
            return StreamSupport.stream(
                    new Yaml().loadAll(Files.readString(file)).spliterator(), false)
                    .map(Map.class::cast)
                    .map(document -> {
                        String kind = document.get("apiVersion") + "/" + document.get("kind");
                        assertThat(KINDS).as(file.toString()).containsKey(kind);
                        return STRICT.convertValue(document, KINDS.get(kind));
                    })
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> !file.endsWith(KUSTOMIZATION)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
