package cloud.vibe.keycloak.identity;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.UserModel;

/**
 * How a person is called on a page of their own: by their name and their address, either of which may be empty, but never both.
 *
 * @param name what Keycloak calls them where they have neither
 */
public record PersonLabel(String name, String email) {
    public static PersonLabel of(UserModel person) {
        String name = Stream.of(person.getFirstName(), person.getLastName())
                .filter(Objects::nonNull)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        String email = person.getEmail() == null ? "" : person.getEmail().strip();
        return new PersonLabel(name.isEmpty() && email.isEmpty() ? person.getUsername() : name, email);
    }

    /** For a page's template. */
    public Map<String, String> page() {
        return Map.of("name", name, "email", email);
    }
}
