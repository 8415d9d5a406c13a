package cloud.vibe.data.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cloud.vibe.data.kernel.Problem;
import cloud.vibe.data.kernel.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two RFCs say, as data: before | patch | after, or the code of the problem. */
final class PatchTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':'b'} | {'a':'c'} | {'a':'c'}",
                "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
                "{'a':'b'} | {'a':null} | {}",
                "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
                "{'a':['b']} | {'a':'c'} | {'a':'c'}",
                "{'a':'c'} | {'a':['b',null]} | {'a':['b',null]}",
                "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
                "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
                "{'e':null} | {'a':1} | {'e':null,'a':1}",
                "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
                "{'a':'text'} | {'a':{'b':{'c':1,'d':null}}} | {'a':{'b':{'c':1}}}",
                "{'a':1} | {} | {'a':1}",
                "{'':1} | {'':null} | {}",
                "{'a':1} | null | invalid_patch",
                "{'a':1} | 'text' | invalid_patch"
            })
    void aMergePatch(String example) {
        check(Patch.MERGE_PATCH, example);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':1} | [] | {'a':1}",
                "{'a':1} | [{'op':'add','path':'/b','value':2}] | {'a':1,'b':2}",
                "{'a':1} | [{'op':'add','path':'/a','value':null}] | {'a':null}",
                "{'a':[1,3]} | [{'op':'add','path':'/a/1','value':2}] | {'a':[1,2,3]}",
                "{'a':[1]} | [{'op':'add','path':'/a/1','value':2}] | {'a':[1,2]}",
                "{'a':[1]} | [{'op':'add','path':'/a/-','value':[2]}] | {'a':[1,[2]]}",
                "{'a':[1]} | [{'op':'add','path':'/a/2','value':2}] | patch_conflict",
                "{'a':[1]} | [{'op':'add','path':'/a/01','value':2}] | patch_conflict",
                "{'a':[1]} | [{'op':'add','path':'/a/x','value':2}] | patch_conflict",
                "{'a':1} | [{'op':'add','path':'/b/c','value':2}] | patch_conflict",
                "{'a':1} | [{'op':'add','path':'/a/c','value':2}] | patch_conflict",
                "{'a':1} | [{'op':'add','path':'','value':{'b':2}}] | {'b':2}",
                "{'a':1} | [{'op':'add','path':'','value':[]}] | patch_conflict",
                "{'a':1,'b':2} | [{'op':'remove','path':'/b'}] | {'a':1}",
                "{'a':[1,2,3]} | [{'op':'remove','path':'/a/1'}] | {'a':[1,3]}",
                "{'a':[1]} | [{'op':'remove','path':'/a/-'}] | patch_conflict",
                "{'a':1} | [{'op':'remove','path':'/b'}] | patch_conflict",
                "{'a':1} | [{'op':'remove','path':''}] | patch_conflict",
                "{'a':1} | [{'op':'replace','path':'/a','value':'x'}] | {'a':'x'}",
                "{'a':[1,2]} | [{'op':'replace','path':'/a/1','value':3}] | {'a':[1,3]}",
                "{'a':1} | [{'op':'replace','path':'/b','value':'x'}] | patch_conflict",
                "{'a':{'b':1},'c':{}} | [{'op':'move','from':'/a/b','path':'/c/d'}] | {'a':{},'c':{'d':1}}",
                "{'a':[1,2,3]} | [{'op':'move','from':'/a/0','path':'/a/2'}] | {'a':[2,3,1]}",
                "{'a':{'b':1}} | [{'op':'move','from':'/a','path':'/a/b'}] | invalid_patch",
                "{'a':1} | [{'op':'move','from':'/a','path':'/a'}] | {'a':1}",
                "{'ab':1} | [{'op':'move','from':'/ab','path':'/abc'}] | {'abc':1}",
                "{'a':1} | [{'op':'move','from':'/x','path':'/y'}] | patch_conflict",
                "{'a':{'b':1}} | [{'op':'copy','from':'/a','path':'/c'},{'op':'replace','path':'/c/b','value':2}] | {'a':{'b':1},'c':{'b':2}}",
                "{'a':1} | [{'op':'test','path':'/a','value':1.0}] | {'a':1}",
                "{'a':[1,{'b':10}]} | [{'op':'test','path':'/a','value':[1.00,{'b':1e1}]}] | {'a':[1,{'b':10}]}",
                "{'a':1} | [{'op':'test','path':'/a','value':'1'}] | patch_test_failed",
                "{'a':null} | [{'op':'test','path':'/a','value':null}] | {'a':null}",
                "{'a':1} | [{'op':'test','path':'/b','value':null}] | patch_conflict",
                "{'a':1} | [{'op':'test','path':'','value':{'a':1}}] | {'a':1}",
                "{'a/b':1,'m~n':2} | [{'op':'test','path':'/a~1b','value':1},{'op':'remove','path':'/m~0n'}] | {'a/b':1}",
                "{'':1} | [{'op':'replace','path':'/','value':2}] | {'':2}",
                "{'a':1} | [{'op':'add','path':'/b','value':2,'xyz':3}] | {'a':1,'b':2}",
                "{'a':1} | [{'op':'add','path':'/b'}] | invalid_patch",
                "{'a':1} | [{'op':'add','value':1}] | invalid_patch",
                "{'a':1} | [{'op':'add','path':'b','value':1}] | invalid_patch",
                "{'a':1} | [{'op':'add','path':'/~2','value':1}] | invalid_patch",
                "{'a':1} | [{'op':'add','path':7,'value':1}] | invalid_patch",
                "{'a':1} | [{'op':'copy','path':'/b'}] | invalid_patch",
                "{'a':1} | [{'op':'jump','path':'/b'}] | invalid_patch",
                "{'a':1} | [{'path':'/b'}] | invalid_patch",
                "{'a':1} | [7] | invalid_patch",
                "{'a':1} | {} | invalid_patch"
            })
    void aJsonPatch(String example) {
        check(Patch.JSON_PATCH, example);
    }

    @Test
    void aPatchMayBeAppliedAgain() {
        Patch patch = Patch.parse(
                Patch.JSON_PATCH,
                "[{\"op\":\"add\",\"path\":\"/a\",\"value\":[]},{\"op\":\"add\",\"path\":\"/a/-\",\"value\":1}]");

        assertThat(patch.apply("{}")).isEqualTo("{\"a\":[1]}").isEqualTo(patch.apply("{}"));
    }

    @Test
    void itHasAtMostAThousandOperations() {
        String one = "{\"op\":\"add\",\"path\":\"/a\",\"value\":1}";
        assertThat(Patch.parse(Patch.JSON_PATCH, "[" + (one + ",").repeat(999) + one + "]")
                        .apply("{}"))
                .isEqualTo("{\"a\":1}");
        assertThatThrownBy(() -> Patch.parse(Patch.JSON_PATCH, "[" + (one + ",").repeat(1_000) + one + "]"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.TOO_MANY_OPERATIONS));
    }

    private static void check(String mediaType, String example) {
        String[] parts = example.replace('\'', '"').split(" \\| ", 3);
        if (parts[2].startsWith("{")) {
            assertThat(Patch.parse(mediaType, parts[1]).apply(parts[0])).isEqualTo(parts[2]);
            return;
        }
        assertThatThrownBy(() -> Patch.parse(mediaType, parts[1]).apply(parts[0]))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().wire()).isEqualTo(parts[2]));
    }
}
