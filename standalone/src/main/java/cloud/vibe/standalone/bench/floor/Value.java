package cloud.vibe.standalone.bench.floor;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a question mark is filled with: a text, within which some ids or a rev are put anew each time; or NULL. */
sealed interface Value {
    Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /**
     * The text for these ids.
     *
     * @param rev what an earlier statement of the same recipe has read; empty if none has
     */
    @Nullable
    String with(List<UUID> ids, String rev);

    /** NULL each time. */
    record Nothing() implements Value {
        @Override
        public @Nullable String with(List<UUID> ids, String rev) {
            return null;
        }
    }

    /** The same each time. */
    record Fixed(String text) implements Value {
        @Override
        public String with(List<UUID> ids, String rev) {
            return text;
        }
    }

    /**
     * Ids with text around them.
     *
     * @param around one more than there are ids
     * @param places which of the given ids stand between
     */
    record Changing(List<String> around, List<Integer> places) implements Value {
        public Changing {
            around = List.copyOf(around);
            places = List.copyOf(places);
        }

        @Override
        public String with(List<UUID> ids, String rev) {
            StringBuilder text = new StringBuilder(around.getFirst());
            for (int i = 0; i < places.size(); i++) {
                text.append(ids.get(places.get(i))).append(around.get(i + 1));
            }
            return text.toString();
        }
    }

    /** The rev that has just been read, with text around it. */
    record ReadRev(String before, String after) implements Value {
        @Override
        public String with(List<UUID> ids, String rev) {
            return before + rev + after;
        }
    }

    /** Takes a logged value apart at what the request was about. */
    static Value of(@Nullable String text, About about) {
        if (text == null) {
            return new Nothing();
        }
        int rev = about.rev().isEmpty() ? -1 : text.indexOf(about.rev());
        if (rev >= 0) {
            return new ReadRev(
                    text.substring(0, rev), text.substring(rev + about.rev().length()));
        }
        List<String> around = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Matcher matcher = UUIDS.matcher(text);
        int from = 0;
        while (matcher.find()) {
            int place = about.ids().indexOf(UUID.fromString(matcher.group()));
            if (place >= 0) {
                around.add(text.substring(from, matcher.start()));
                places.add(place);
                from = matcher.end();
            }
        }
        if (places.isEmpty()) {
            return new Fixed(text);
        }
        around.add(text.substring(from));
        return new Changing(around, places);
    }
}
