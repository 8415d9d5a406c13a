package cloud.vibe.data.identity;

import com.apicatalog.multibase.Multibase;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * A public key as {@code did:key} writes it: its multicodec prefix and bytes in multibase, base58btc
 * (https://w3c-ccg.github.io/did-key-spec/). Ed25519 (z6Mk...) and P-256 (zDn...).
 */
record Multikey(String value) {
    private static final Pattern FORM = Pattern.compile("z[1-9A-HJ-NP-Za-km-z]{40,60}");
    private static final String DID = "did:key:";

    // https://github.com/multiformats/multicodec/blob/master/table.csv, as unsigned varints
    private static final byte[] ED25519 = {(byte) 0xed, 0x01};
    private static final byte[] P256 = {(byte) 0x80, 0x24};
    private static final int COORDINATE = 32;

    Multikey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a key in base58btc");
        }
    }

    /** @throws IllegalArgumentException if it is a key of another kind */
    static Multikey of(JWK jwk) {
        return switch (jwk) {
            case OctetKeyPair key when key.getCurve().equals(Curve.Ed25519) -> of(ED25519, bytes(key.getDecodedX()));
            case ECKey key when key.getCurve().equals(Curve.P_256) -> of(P256, compressed(key));
            default -> throw new IllegalArgumentException("a key is Ed25519 or P-256");
        };
    }

    /** @throws IllegalArgumentException if it is no did:key of a kind that could be linked */
    static Multikey ofDid(String did) {
        if (!did.startsWith(DID)) {
            throw new IllegalArgumentException("not a did:key");
        }
        return new Multikey(did.substring(DID.length()));
    }

    String did() {
        return DID + value;
    }

    private static Multikey of(byte[] codec, byte[] key) {
        byte[] all = new byte[codec.length + key.length];
        System.arraycopy(codec, 0, all, 0, codec.length);
        System.arraycopy(key, 0, all, codec.length, key.length);
        return new Multikey(Multibase.BASE_58_BTC.encode(all));
    }

    private static byte[] bytes(byte[] key) {
        if (key.length != COORDINATE) {
            throw new IllegalArgumentException("the key is not " + COORDINATE + " bytes long");
        }
        return key;
    }

    // SEC 1, section 2.3.3: whether y is odd, then x.
    private static byte[] compressed(ECKey key) {
        BigInteger x = key.getX().decodeToBigInteger();
        byte[] point = new byte[1 + COORDINATE];
        point[0] = (byte) (key.getY().decodeToBigInteger().testBit(0) ? 3 : 2);
        byte[] magnitude = x.toByteArray();
        int length = Math.min(magnitude.length, COORDINATE);
        System.arraycopy(magnitude, magnitude.length - length, point, point.length - length, length);
        return point;
    }

    @Override
    public String toString() {
        return value;
    }
}
