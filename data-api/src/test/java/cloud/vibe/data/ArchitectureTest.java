package cloud.vibe.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrow: server, rooms, the database's door, callers, words of the domain. */
final class ArchitectureTest {
    private static final String ROOT = "cloud.vibe.data";
    private static final List<String> ROOMS = List.of(
            "document",
            "query",
            "search",
            "type",
            "access",
            "edge",
            "certificate",
            "identity",
            "change",
            "grant",
            "auth",
            "blob");
    private static final List<String> OTHERS = List.of("server", "openapi", "database", "caller", "kernel");
    private static final Set<String> BANNED =
            Set.of("util", "utils", "common", "helper", "helpers", "manager", "misc", "base", "support", "impl");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theArrowPointsOneWayAndRoomsDoNotSeeEachOther() {
        var layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("server")
                .definedBy(ROOT + ".server..")
                .layer("database")
                .definedBy(ROOT + ".database..")
                .layer("caller")
                .definedBy(ROOT + ".caller..")
                .layer("kernel")
                .definedBy(ROOT + ".kernel..")
                .layer("openapi")
                .definedBy(ROOT + ".openapi..");
        for (String room : ROOMS) {
            layers = layers.layer(room).definedBy(ROOT + "." + room + "..");
        }
        for (String room : ROOMS) {
            layers = layers.whereLayer(room).mayOnlyBeAccessedByLayers("server");
        }
        layers.whereLayer("server")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("openapi")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("openapi")
                .mayOnlyAccessLayers("kernel")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers(
                        Stream.concat(Stream.of("server"), ROOMS.stream()).toArray(String[]::new))
                .whereLayer("kernel")
                .mayNotAccessAnyLayer()
                .whereLayer("caller")
                .mayOnlyAccessLayers("kernel")
                .whereLayer("database")
                .mayOnlyAccessLayers("caller", "kernel")
                .check(CLASSES);
    }

    @Test
    void everyClassIsInOneOfTheRoomsThatWeKnow() {
        Set<String> rooms = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toSet());

        assertThat(rooms)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(OTHERS.stream(), ROOMS.stream()).toList());
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void storesKnowNothingOfHttp() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Store")
                .or()
                .resideInAnyPackage(ROOT + ".database..", ROOT + ".kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..", "org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void resourcesKnowNothingOfSql() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .or()
                .resideInAnyPackage(ROOT + ".server..", ROOT + ".caller..", ROOT + ".kernel..", ROOT + ".blob..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.postgresql..", "com.zaxxer..")
                .check(CLASSES);
    }

    @Test
    void onlyTheDoorOpensConnections() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".database..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.Connection")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.DriverManager")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("javax.sql.DataSource")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItDecides() {
        for (JavaPackage room : CLASSES.getPackage(ROOT).getSubpackages()) {
            assertThat(room.isAnnotatedWith(NullMarked.class))
                    .as(room.getName())
                    .isTrue();
        }
    }

    @Test
    void noPackageIsADumpingGround() {
        classes()
                .should(com.tngtech.archunit.lang.conditions.ArchConditions.not(
                        com.tngtech.archunit.lang.conditions.ArchConditions.resideInAnyPackage(
                                BANNED.stream().map(name -> ".." + name + "..").toArray(String[]::new))))
                .check(CLASSES);
    }
}
