package cloud.vibe.data.certificate;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;

/** An Ed25519 key (RFC 8032) that follows from a secret of 32 bytes. Java signs with it; the library's own way would need one more library. */
final class SigningKey {
    static final int SECRET_BYTES = 32;
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey secret;
    private final PublicKey open;
    private final OctetKeyPair published;

    private SigningKey(PrivateKey secret, PublicKey open, OctetKeyPair published) {
        this.secret = secret;
        this.open = open;
        this.published = published;
    }

    /**
     * Makes the key.
     *
     * @throws IllegalStateException if this Java does not derive a public key that fits
     */
    static SigningKey of(byte[] seed) {
        try {
            PrivateKey secret = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            // Java derives a public key only while it makes a pair; so it makes one from our bytes.
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
            EdECPublicKey open = (EdECPublicKey) generator.generateKeyPair().getPublic();
            OctetKeyPair published = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(encoded(open)))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.EdDSA)
                    .keyIDFromThumbprint()
                    .build();
            SigningKey key = new SigningKey(secret, open, published);
            if (!key.verifies(seed, key.sign(seed))) {
                throw new IllegalStateException("this Java derives no Ed25519 key that fits its secret");
            }
            return key;
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }

    String id() {
        return published.getKeyID();
    }

    OctetKeyPair published() {
        return published;
    }

    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 has worked before", e);
        }
    }

    boolean verifies(byte[] text, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(open);
            signature.update(text);
            return signature.verify(signed);
        } catch (SignatureException e) {
            // Not even the form of a signature.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 has worked before", e);
        }
    }

    // RFC 8032 section 5.1.2: y in little-endian, and the lowest bit of x at the top.
    private static byte[] encoded(EdECPublicKey key) {
        byte[] encoded = new byte[SECRET_BYTES];
        BigInteger y = key.getPoint().getY();
        for (int i = 0; i < SECRET_BYTES; i++) {
            encoded[i] = y.shiftRight(Byte.SIZE * i).byteValue();
        }
        if (key.getPoint().isXOdd()) {
            encoded[SECRET_BYTES - 1] |= (byte) 0x80;
        }
        return encoded;
    }

    /** Gives out the one secret and nothing else. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        Fixed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
