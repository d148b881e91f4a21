package io.howdah.openapi.secret;

import jakarta.servlet.http.HttpServletRequest;

/** A bean that lets callers into a part of a service who do not have the suite secret, having checked who they are. */
@FunctionalInterface
public interface MoreCallers {

    boolean admit(HttpServletRequest request);
}
