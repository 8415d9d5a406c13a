package cloud.vibe.data.query;

/** An index that an app has declared on a path of a type, and that is ready. */
record DeclaredIndex(int id, Place.InData path) {}
