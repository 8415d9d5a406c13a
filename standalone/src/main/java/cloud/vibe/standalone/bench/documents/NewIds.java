package cloud.vibe.standalone.bench.documents;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** UUIDv7 (RFC 9562 section 5.7), as the API makes them: they lie beside each other in an index, which random ones do not. */
final class NewIds {
    private NewIds() {}

    static List<UUID> of(int count) {
        return Stream.generate(NewIds::next).limit(count).toList();
    }

    private static UUID next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
