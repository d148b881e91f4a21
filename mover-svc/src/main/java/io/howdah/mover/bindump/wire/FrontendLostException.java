package io.howdah.mover.bindump.wire;

import java.io.IOException;

/** The connection to the frontend failed, as opposed to a file that could not be read for it. */
public final class FrontendLostException extends IOException {

    private static final long serialVersionUID = 1L;

    FrontendLostException(IOException cause) {
        super("the connection to the frontend failed: " + cause.getMessage(), cause);
    }
}
