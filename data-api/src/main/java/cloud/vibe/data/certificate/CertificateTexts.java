package cloud.vibe.data.certificate;

import cloud.vibe.data.kernel.DidDomain;
import cloud.vibe.data.kernel.DocumentId;
import cloud.vibe.data.kernel.Owner;
import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Certificates as signed texts: compact JWS (RFC 7515) over the claims of a JWT. The same certificate gives the same text, as long as the key stays. */
final class CertificateTexts {
    private static final int MAX_LENGTH = 8192;
    private static final JOSEObjectType TYPE = new JOSEObjectType("vibe-cert+jwt");

    private final CertificateKeys keys;
    private final DidDomain domain;

    CertificateTexts(CertificateKeys keys, DidDomain domain) {
        this.keys = keys;
        this.domain = domain;
    }

    /** What a text that was verified says of whose it is. Everything else of it stands in the database. */
    record Verified(UUID id, Owner holder) {}

    String sign(Certificate certificate) {
        Map<String, Object> capability = new LinkedHashMap<>();
        capability.put("type", certificate.type());
        if (certificate.document() != null) {
            capability.put("document", certificate.document().toString());
        }
        capability.put("actions", certificate.actions());
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(domain.did(certificate.issuer()))
                .subject(domain.did(certificate.holder()))
                .jwtID(certificate.id().toString())
                .issueTime(Date.from(certificate.issuedAt()))
                .notBeforeTime(Date.from(certificate.notBefore()))
                .expirationTime(Date.from(certificate.expiresAt()))
                .claim("capability", capability)
                .build();
        SigningKey key = keys.signing();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .type(TYPE)
                .keyID(key.id())
                .build();
        JWSObject unsigned = new JWSObject(header, claims.toPayload());
        String input = new String(unsigned.getSigningInput(), StandardCharsets.US_ASCII);
        return input + "." + Base64URL.encode(key.sign(unsigned.getSigningInput()));
    }

    /**
     * Whether we have signed it. Its times are not looked at: they and all else are the database's to judge.
     *
     * @throws Problem if it is no certificate of ours
     */
    Verified verify(String text) {
        if (text.length() > MAX_LENGTH) {
            throw forged();
        }
        try {
            JWSObject jws = JWSObject.parse(text);
            JWSHeader header = jws.getHeader();
            boolean isOurs = header.getAlgorithm().equals(JWSAlgorithm.EdDSA)
                    && TYPE.equals(header.getType())
                    && header.getCriticalParams() == null
                    && header.getKeyID() != null
                    && keys.named(header.getKeyID())
                            .filter(key -> key.verifies(
                                    jws.getSigningInput(), jws.getSignature().decode()))
                            .isPresent();
            if (!isOurs) {
                throw forged();
            }
            JWTClaimsSet claims = JWTClaimsSet.parse(jws.getPayload().toJSONObject());
            Optional<Owner> holder = domain.owner(String.valueOf(claims.getSubject()));
            if (holder.isEmpty()
                    || domain.owner(String.valueOf(claims.getIssuer())).isEmpty()) {
                // Of another cloud, which has the same keys.
                throw forged();
            }
            return new Verified(
                    DocumentId.parse(String.valueOf(claims.getJWTID())).value(), holder.get());
        } catch (ParseException | IllegalArgumentException e) {
            throw forged();
        }
    }

    private static Problem forged() {
        return Problem.of(ProblemCode.CERTIFICATE_INVALID, "This is no certificate that this cloud has signed.");
    }
}
