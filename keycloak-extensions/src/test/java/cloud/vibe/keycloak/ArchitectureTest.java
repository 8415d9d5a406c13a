package cloud.vibe.keycloak;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final String ROOT = "cloud.vibe.keycloak.";
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("cloud.vibe.keycloak");

    @Test
    void theArrowsPointDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("words")
                .definedBy(ROOT + "permission", ROOT + "identity", ROOT + "environment", ROOT + "flow")
                .layer("outbox")
                .definedBy(ROOT + "outbox")
                .layer("grant")
                .definedBy(ROOT + "grant", ROOT + "merge")
                .layer("rooms")
                .definedBy(
                        ROOT + "consent",
                        ROOT + "claims",
                        ROOT + "policy",
                        ROOT + "signout",
                        ROOT + "registry",
                        ROOT + "signup",
                        ROOT + "reconciliation",
                        ROOT + "database",
                        ROOT + "hardening",
                        ROOT + "rest")
                .whereLayer("rooms")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("grant")
                .mayOnlyBeAccessedByLayers("rooms")
                .whereLayer("outbox")
                .mayOnlyBeAccessedByLayers("grant", "rooms")
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "consent", ROOT + "claims", ROOT + "policy", ROOT + "rest", ROOT + "signup")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "outbox")
                .because("an event belongs to the change of a grant, or to a merge")
                .check(OURS);
    }

    @Test
    void roomsDoNotSeeEachOther() {
        slices().matching("cloud.vibe.keycloak.(*)..").should().beFreeOfCycles().check(OURS);
        for (String room : Set.of(
                "consent",
                "claims",
                "policy",
                "signout",
                "registry",
                "signup",
                "reconciliation",
                "database",
                "hardening",
                "rest")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + room)
                    .check(OURS);
        }
    }

    @Test
    void onlyTheEnvironmentIsAskedForTheEnvironment() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "environment")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .check(OURS);
    }

    @Test
    void tablesAreTouchedWhereTheyBelong() {
        classes()
                .that(resideInAnyPackage("cloud.vibe.keycloak..")
                        .and(resideOutsideOfPackages(ROOT + "grant", ROOT + "merge", ROOT + "outbox")))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("jakarta.persistence.."))
                .check(OURS);
    }

    /** What Keycloak may change without notice: an upgrade's risk is this list, and nothing that is not on it. */
    @Test
    void everyInternalClassOfKeycloakThatWeTouchIsOnTheList() throws IOException {
        Set<String> touched = OURS.stream()
                .flatMap(ours -> ours.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .map(JavaClass::getBaseComponentType)
                .map(JavaClass::getName)
                .filter(name -> name.startsWith("org.keycloak."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(touched).isEqualTo(list());
    }

    private static Set<String> list() throws IOException {
        try (InputStream file = ArchitectureTest.class.getResourceAsStream("/keycloak-internals.txt")) {
            if (file == null) {
                throw new IllegalStateException("keycloak-internals.txt is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
