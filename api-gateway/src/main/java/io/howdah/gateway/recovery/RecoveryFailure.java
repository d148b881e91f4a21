package io.howdah.gateway.recovery;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;

/** How far a request that failed had come. */
enum RecoveryFailure {
    /** No connection stood, so nobody has seen it. */
    NEVER_SENT,
    /** It was sent; whether it is still being worked on is not known. */
    NO_ANSWER_IN_TIME,
    /** The connection ended between the request and the end of its answer. */
    BROKEN_OFF;

    static RecoveryFailure of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof HttpConnectTimeoutException
                    || t instanceof ConnectException
                    || t instanceof UnknownHostException) {
                return NEVER_SENT;
            }
            if (t instanceof HttpTimeoutException) {
                return NO_ANSWER_IN_TIME;
            }
        }
        return BROKEN_OFF;
    }
}
