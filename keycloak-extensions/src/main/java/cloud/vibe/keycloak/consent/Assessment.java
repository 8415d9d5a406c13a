package cloud.vibe.keycloak.consent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a sign-in needs an answer from the person. */
sealed interface Assessment {

    /** No page. The app gets what it asks for, without those optional scopes that the person has declined before. */
    record Settled(Set<String> without) implements Assessment {}

    /** A page with these questions; what the app has already is told beside them. */
    record Open(List<AskedScope> questions, Held held, boolean prompted) implements Assessment {
        public Open {
            questions = List.copyOf(questions);
        }

        List<AskedScope> required() {
            return questions.stream().filter(AskedScope::required).toList();
        }

        List<AskedScope> optional() {
            return questions.stream().filter(scope -> !scope.required()).toList();
        }

        /** What the app has already and is not asked about again. */
        Set<String> alreadyGranted() {
            Set<String> rest = new TreeSet<>(held.granted());
            questions.forEach(scope -> rest.remove(scope.name()));
            return rest;
        }

        /** The app has something and wants more. */
        boolean isUpdate() {
            return !prompted && !held.granted().isEmpty();
        }

        boolean isTicked(AskedScope scope) {
            return !held.declined().contains(scope.name());
        }

        /** Names the questions: an answer counts only for the page that was shown. */
        String fingerprint() {
            return questions.stream()
                    .map(scope -> (scope.required() ? "+" : "?") + scope.name())
                    .sorted()
                    .collect(Collectors.joining(" "));
        }

        /** Empty where the person is said to have ticked what the page did not offer. */
        boolean offers(Set<String> ticked) {
            return optional().stream()
                    .map(AskedScope::name)
                    .collect(Collectors.toSet())
                    .containsAll(ticked);
        }

        /** Required scopes come with the yes itself; an optional one that is not ticked is a no, also to what was granted before. */
        Answer answer(Set<String> ticked) {
            if (!offers(ticked)) {
                throw new IllegalArgumentException("ticked what was not offered");
            }
            Set<String> granted = new TreeSet<>(held.granted());
            Set<String> declined = new TreeSet<>(held.declined());
            for (AskedScope scope : questions) {
                boolean yes = scope.required() || ticked.contains(scope.name());
                (yes ? granted : declined).add(scope.name());
                (yes ? declined : granted).remove(scope.name());
            }
            return new Answer(granted, declined);
        }
    }

    /**
     * Scopes that were declined are not asked for at every sign-in: that would be nagging. They are when the app says so
     * (prompt=consent), and a required scope always is.
     *
     * @param prompted the app has asked for the page (OpenID Connect Core 1.0, section 3.1.2.1)
     */
    static Assessment of(List<AskedScope> asked, Held held, boolean prompted) {
        List<AskedScope> questions = new ArrayList<>();
        Set<String> without = new LinkedHashSet<>();
        for (AskedScope scope : asked) {
            if (prompted) {
                questions.add(scope);
            } else if (!held.granted().contains(scope.name())) {
                if (!scope.required() && held.declined().contains(scope.name())) {
                    without.add(scope.name());
                } else {
                    questions.add(scope);
                }
            }
        }
        // An app that asks for nothing but the sign-in is asked about once: it learns who the person is.
        boolean silent = questions.isEmpty() && held.answered() && !prompted;
        return silent ? new Settled(without) : new Open(questions, held, prompted);
    }
}
