package io.howdah.mover.bindump.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** The listener's certificate and key. */
public final class TlsSettings {

    private final SSLContext context;
    private final byte[] endPoint;

    private TlsSettings(SSLContext context, byte[] endPoint) {
        this.context = context;
        this.endPoint = endPoint;
    }

    /** @param certificate and {@code privateKey} PEM files, the certificate followed by those of its issuers */
    public static TlsSettings load(Path certificate, Path privateKey) {
        try {
            KeyStore store = Objects.requireNonNull(new PemSslStoreBundle(
                            PemSslStoreDetails.forCertificate(
                                            certificate.toUri().toString())
                                    .withPrivateKey(privateKey.toUri().toString()),
                            null)
                    .getKeyStore());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            X509Certificate own =
                    (X509Certificate) store.getCertificate(store.aliases().nextElement());
            return new TlsSettings(context, endPoint(own));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalStateException(
                    "cannot use the certificate " + certificate + " with the private key " + privateKey
                            + ": give PEM files that belong together",
                    e);
        }
    }

    /** RFC 5929: the hash of the certificate under its own signature's hash, but SHA-256 where that is MD5 or SHA-1. */
    private static byte[] endPoint(X509Certificate certificate) throws GeneralSecurityException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        String hash =
                signature.startsWith("SHA384") ? "SHA-384" : signature.startsWith("SHA512") ? "SHA-512" : "SHA-256";
        return MessageDigest.getInstance(hash).digest(certificate.getEncoded());
    }

    byte[] endPoint() {
        return endPoint.clone();
    }

    SSLSocket wrap(Socket socket) throws IOException {
        SSLSocket wrapped = (SSLSocket) context.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        wrapped.setUseClientMode(false);
        return wrapped;
    }
}
