package cloud.vibe.data.query;

import cloud.vibe.data.database.Binds;
import cloud.vibe.data.database.Row;
import com.google.errorprone.annotations.CompileTimeConstant;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * SQL in the making, with what fills its question marks. Nothing but constants of this program can be added as text: the compiler refuses
 * everything else. Whatever comes from outside is bound.
 */
final class SqlText {
    private final StringBuilder text = new StringBuilder();
    private final List<Row.Binder> binders = new ArrayList<>();

    static SqlText of(@CompileTimeConstant String sql) {
        return new SqlText().add(sql);
    }

    static SqlText of(@CompileTimeConstant String name, int number) {
        return new SqlText().add(name, number);
    }

    SqlText add(@CompileTimeConstant String sql) {
        text.append(sql);
        return this;
    }

    SqlText add(SqlText other) {
        text.append(other.text);
        binders.addAll(other.binders);
        return this;
    }

    static SqlText joined(List<SqlText> parts, @CompileTimeConstant String between) {
        SqlText sql = new SqlText();
        for (int i = 0; i < parts.size(); i++) {
            sql.add(i == 0 ? "" : between).add(parts.get(i));
        }
        return sql;
    }

    /** A name with a number of our own, such as an alias. */
    SqlText add(@CompileTimeConstant String name, int number) {
        text.append(name).append(number);
        return this;
    }

    /** A question mark and its value. */
    SqlText bind(Row.Binder value) {
        text.append('?');
        binders.add(value);
        return this;
    }

    SqlText bindText(String value) {
        return bind(binds -> binds.text(value));
    }

    SqlText bindTexts(List<String> values) {
        return bind(binds -> binds.texts(values));
    }

    void fill(Binds binds) throws SQLException {
        for (Row.Binder binder : binders) {
            binder.bind(binds);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
