package io.howdah.gateway.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The public contract in both of its forms, read once. */
@Component
class Contract {

    private final byte[] yaml;
    private final byte[] json;

    Contract(JsonMapper mapper) throws IOException {
        try (InputStream in = new ClassPathResource("openapi/howdah.yaml").getInputStream()) {
            this.yaml = in.readAllBytes();
        }
        Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(new String(yaml, UTF_8));
        this.json = mapper.writeValueAsBytes(tree);
    }

    byte[] yaml() {
        return yaml;
    }

    byte[] json() {
        return json;
    }
}
