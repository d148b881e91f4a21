package io.howdah.recovery.session;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Who asked for what the present request does. Only the gateway can say so: nobody else knows the suite secret. */
@Component
class Initiator {

    private static final String HEADER = "X-Howdah-Initiator";
    private static final String NOBODY_NAMED = "api";
    private static final int LONGEST = 128;

    String name() {
        String named = header();
        if (named == null || named.isBlank()) {
            return NOBODY_NAMED;
        }
        return named.length() > LONGEST ? named.substring(0, LONGEST) : named;
    }

    private static @Nullable String header() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getHeader(HEADER)
                : null;
    }
}
