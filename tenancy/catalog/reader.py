"""Read a schema from PostgreSQL's catalogs: each object with the definition it would be made by.

Definitions name other objects without their schema, so that two schemas made by the same
migrations read the same. Left out on purpose: the order of columns, owners, statistics targets.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connections, transaction
from django_tenants.utils import get_tenant_database_alias

from tenancy.context import schema_context


@dataclass(frozen=True, order=True)
class CatalogObject:
    """One object: what it is, the relation it belongs to, its name, its definition.

    `normal` is the definition as it is compared: PostgreSQL prints `IN ('a', 'b')` over a
    varchar with its casts in other places once the expression was read back from its own print.
    """

    kind: str
    relation: str
    name: str
    position: int
    definition: str
    normal: str

    @property
    def key(self) -> str:
        """Return what people call it: `index books_entry.books_entry_seq`."""
        inner = "" if self.relation == self.name else f"{self.relation}."
        return f"{self.kind} {inner}{self.name}"


_SEQUENCE_OPTIONS = (
    "'START WITH ' || s.seqstart || ' INCREMENT BY ' || s.seqincrement || ' MINVALUE ' || s.seqmin"
    " || ' MAXVALUE ' || s.seqmax || ' CACHE ' || s.seqcache"
    " || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END"
)

_RELATIONS = """
    SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' ELSE 'other' END AS kind,
           c.relname::text AS relation, c.relname::text AS name, 0 AS position,
           CASE c.relkind WHEN 'r' THEN '' WHEN 'v' THEN pg_get_viewdef(c.oid, true)
                ELSE c.relkind::text END
           || CASE WHEN c.relpersistence <> 'p' THEN ' ' || c.relpersistence::text ELSE '' END
           || CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END
           || CASE WHEN c.relkind = 'r' AND c.relreplident <> 'd'
                   THEN ' identity ' || c.relreplident::text ELSE '' END
           || coalesce(' ' || c.reloptions::text, '') || coalesce(' ' || c.relacl::text, '')
           AS definition
      FROM rels c WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p', 'c')
"""

_COLUMNS = f"""
    SELECT 'column', c.relname::text, a.attname::text, a.attnum::int,
           quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
           || CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation
                   THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END
           || CASE WHEN a.attidentity <> ''
                   THEN ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS'
                        ELSE 'BY DEFAULT' END || ' AS IDENTITY (SEQUENCE NAME '
                        || quote_ident(q.relname) || ' ' || {_SEQUENCE_OPTIONS} || ')'
                   ELSE '' END
           || CASE WHEN a.attgenerated <> ''
                   THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') '
                        || CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END
                   ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') END
           || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
           || coalesce(' ' || a.attacl::text, '')
      FROM rels c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      LEFT JOIN pg_depend p ON a.attidentity <> '' AND p.refclassid = 'pg_class'::regclass
           AND p.refobjid = c.oid AND p.refobjsubid = a.attnum AND p.deptype = 'i'
           AND p.classid = 'pg_class'::regclass
      LEFT JOIN pg_class q ON q.oid = p.objid AND q.relkind = 'S'
      LEFT JOIN pg_sequence s ON s.seqrelid = q.oid
     WHERE c.relkind = 'r'
"""

_CONSTRAINTS = """
    SELECT CASE k.contype WHEN 'f' THEN 'foreign key' ELSE 'constraint' END,
           c.relname::text, k.conname::text, 0, pg_get_constraintdef(k.oid, true)
      FROM rels c JOIN pg_constraint k ON k.conrelid = c.oid
     WHERE k.contype IN ('p', 'u', 'c', 'x', 'f')
"""

_INDEXES = """
    SELECT 'index', c.relname::text, i.relname::text, 0,
           pg_get_indexdef(i.oid, 0, true)
           || CASE WHEN x.indisvalid THEN '' ELSE ' INVALID' END
      FROM rels c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
     WHERE c.relkind IN ('r', 'm')
       AND NOT EXISTS (SELECT FROM pg_constraint k
                        WHERE k.conrelid = c.oid AND k.conindid = i.oid
                          AND k.contype IN ('p', 'u', 'x'))
"""

_TRIGGERS = """
    SELECT 'trigger', c.relname::text, g.tgname::text, 0,
           pg_get_triggerdef(g.oid, true)
           || CASE WHEN g.tgenabled = 'O' THEN '' ELSE ' state ' || g.tgenabled::text END
      FROM rels c JOIN pg_trigger g ON g.tgrelid = c.oid
     WHERE NOT g.tgisinternal
"""

_SEQUENCES = f"""
    SELECT 'sequence', coalesce(o.relname, c.relname)::text, c.relname::text, 0,
           'AS ' || format_type(s.seqtypid, NULL) || ' ' || {_SEQUENCE_OPTIONS}
           || coalesce(' OWNED BY ' || quote_ident(o.relname) || '.' || quote_ident(a.attname), '')
           || coalesce(' ' || c.relacl::text, '')
      FROM rels c JOIN pg_sequence s ON s.seqrelid = c.oid
      LEFT JOIN pg_depend p ON p.classid = 'pg_class'::regclass AND p.objid = c.oid
           AND p.refclassid = 'pg_class'::regclass AND p.refobjsubid > 0 AND p.deptype IN ('a', 'i')
      LEFT JOIN pg_class o ON o.oid = p.refobjid
      LEFT JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = p.refobjsubid
     WHERE p.deptype IS DISTINCT FROM 'i'
"""

_FUNCTIONS = """
    SELECT CASE f.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'function' ELSE 'other' END,
           f.proname::text, f.proname || '(' || pg_get_function_identity_arguments(f.oid) || ')', 0,
           CASE WHEN f.prokind IN ('f', 'p')
                THEN replace(pg_get_functiondef(f.oid),
                             quote_ident(the.name) || '.' || quote_ident(f.proname) || '(',
                             quote_ident(f.proname) || '(')
                ELSE f.prokind::text END || coalesce(' ' || f.proacl::text, '')
      FROM members m JOIN pg_proc f ON f.oid = m.objid CROSS JOIN the
     WHERE m.classid = 'pg_proc'::regclass
"""

_TYPES = """
    SELECT 'type', t.typname::text, t.typname::text, 0,
           'ENUM (' || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                          FROM pg_enum e WHERE e.enumtypid = t.oid) || ')'
      FROM members m JOIN pg_type t ON t.oid = m.objid
     WHERE m.classid = 'pg_type'::regclass AND t.typtype = 'e'
"""

_COMMENTS = """
    SELECT 'comment', c.relname::text, c.relname || coalesce('.' || a.attname, ''),
           d.objsubid, d.description
      FROM rels c JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
     WHERE c.relkind = 'r'
"""

# whatever else lives in a schema or hangs on its tables: not replayed, but never overlooked
_OTHERS = """
    SELECT 'other', p.classid::regclass::text, pg_describe_object(p.classid, p.objid, 0), 0, ''
      FROM members p
     WHERE p.classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_constraint'::regclass)
       AND NOT (p.classid = 'pg_type'::regclass
                AND EXISTS (SELECT FROM pg_type t WHERE t.oid = p.objid AND t.typtype = 'e'))
    UNION ALL
    SELECT 'other', c.relname::text, 'policy ' || p.polname, 0, pg_get_expr(p.polqual, p.polrelid)
      FROM rels c JOIN pg_policy p ON p.polrelid = c.oid
    UNION ALL
    SELECT 'other', c.relname::text, 'rule ' || r.rulename, 0, pg_get_ruledef(r.oid, true)
      FROM rels c JOIN pg_rewrite r ON r.ev_class = c.oid
     WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'other', c.relname::text, 'parent of ' || c.relname, 0, h.inhparent::regclass::text
      FROM rels c JOIN pg_inherits h ON h.inhrelid = c.oid WHERE c.relkind = 'r'
"""

_PARTS = (
    _RELATIONS,
    _COLUMNS,
    _CONSTRAINTS,
    _INDEXES,
    _TRIGGERS,
    _SEQUENCES,
    _FUNCTIONS,
    _TYPES,
    _COMMENTS,
    _OTHERS,
)
# the schema's own name stands before its objects where search_path does not begin with it
_UNQUALIFIED = "replace(o.definition, (SELECT name FROM the) || '.', '')"
_NORMAL = rf"regexp_replace({_UNQUALIFIED}, '::(character varying|text)(\[\])?', '', 'g')"
# by what depends on the namespace: PostgreSQL has an index of that, not of relations by namespace
_SCHEMA = """
    WITH the AS (SELECT oid AS schema, nspname::text AS name, %s::text[] AS relations
                   FROM pg_namespace WHERE nspname = %s),
    members AS MATERIALIZED (SELECT p.classid, p.objid FROM the JOIN pg_depend p
        ON p.refclassid = 'pg_namespace'::regclass AND p.refobjid = the.schema),
    rels AS MATERIALIZED (SELECT c.*
         FROM the CROSS JOIN members m JOIN pg_class c ON c.oid = m.objid
        WHERE m.classid = 'pg_class'::regclass
          AND (the.relations IS NULL OR c.relname = ANY (the.relations)))
"""
OBJECTS = (
    f"{_SCHEMA} SELECT o.*, CASE WHEN o.kind = 'function' THEN o.definition ELSE {_NORMAL} END"
    f" AS normal FROM ({' UNION ALL '.join(_PARTS)}) o"
)


# PostgreSQL cannot guess how few rows one schema has: it would read all schemas' and hash them
BY_INDEX = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; "
_AS_USUAL = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on"


def read_objects(schema_name: str, *, using: str | None = None) -> list[CatalogObject]:
    """Return every object of the schema, sorted; an empty list for one that does not exist."""
    alias = using or get_tenant_database_alias()
    with (
        schema_context(schema_name),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(BY_INDEX + OBJECTS, [None, schema_name])
        found = sorted(CatalogObject(*row) for row in cursor.fetchall())
        cursor.execute(_AS_USUAL)
        return found


def read_catalog(schema_name: str, *, using: str | None = None) -> dict[str, str]:
    """Return each object's definition by its key: equal for schemas made alike."""
    return as_catalog(read_objects(schema_name, using=using))


def as_catalog(objects: Iterable[CatalogObject]) -> dict[str, str]:
    """Return what two schemas are compared by: definitions by key, columns without position."""
    return {found.key: found.normal for found in objects}


def catalog_hash(catalog: dict[str, str]) -> str:
    """Return the SHA-256 over all keys and definitions, in hex."""
    text = "\0".join(f"{key}\0{catalog[key]}" for key in sorted(catalog))
    return hashlib.sha256(text.encode()).hexdigest()


def relations_that_differ(
    before: Collection[CatalogObject], after: Collection[CatalogObject]
) -> list[str]:
    """Return the relations whose objects are not the same in both, sorted."""
    changed = {_without_position(found) for found in before} ^ {
        _without_position(found) for found in after
    }
    return sorted({relation for _kind, relation, _name, _normal in changed})


def _without_position(found: CatalogObject) -> tuple[str, str, str, str]:
    return found.kind, found.relation, found.name, found.normal
