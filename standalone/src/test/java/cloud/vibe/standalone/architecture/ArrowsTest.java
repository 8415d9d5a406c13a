package cloud.vibe.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArrowsTest {
    private static final String ROOT = "cloud.vibe.standalone";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void arrowsRunOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy(ROOT + ".cli..")
                .layer("bench")
                .definedBy(ROOT + ".bench..")
                .layer("cloud")
                .definedBy(ROOT + ".cloud..")
                .layer("parts")
                .definedBy(ROOT + ".postgres..", ROOT + ".identity..", ROOT + ".part..")
                .layer("visitor")
                .definedBy(ROOT + ".visitor..")
                .layer("process")
                .definedBy(ROOT + ".process..")
                .layer("kernel")
                .definedBy(ROOT + ".kernel..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("bench")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("cloud")
                .mayOnlyBeAccessedByLayers("bench", "cli")
                .whereLayer("parts")
                .mayOnlyBeAccessedByLayers("cloud", "cli")
                .whereLayer("visitor")
                .mayOnlyBeAccessedByLayers("bench")
                .whereLayer("process")
                .mayOnlyBeAccessedByLayers("parts", "cloud", "cli")
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void partsDoNotSeeEachOther() {
        for (String room : List.of("postgres", "identity", "part")) {
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + room + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideOutsideOfPackages(List.of("postgres", "identity", "part").stream()
                            .filter(other -> !other.equals(room))
                            .map(other -> ROOT + "." + other + "..")
                            .toArray(String[]::new))
                    .check(CLASSES);
        }
    }

    @Test
    void everyRoomIsNullMarked() {
        List<String> unmarked = CLASSES.getPackage(ROOT).getSubpackages().stream()
                .filter(room -> !room.getClasses().isEmpty())
                .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked).isEmpty();
    }
}
