"""Every environment variable of the product: what it means, its type, its default."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "yes/no", "url", "folder", "file"]


@dataclass(frozen=True)
class Variable:
    """One environment variable; `default` is None when it is empty or decided by others."""

    name: str
    kind: Kind
    meaning: str
    example: str
    default: str | None = None
    secret: bool = False


VARIABLES = (
    Variable(
        "PUBLIC_URL",
        "url",
        "The address of the main website; workspaces live one label below it. Hosts, CSRF "
        "origins, cookies, links and nginx's names derive from it.",
        "https://newsbook.example",
        "http://localhost:8000",
    ),
    Variable(
        "WORKSPACES_IN_FOLDER",
        "yes/no",
        "Serve workspaces below PUBLIC_URL, at `/w/<address>/`, where there is no wildcard DNS. "
        "All of them are one site to browsers then: a host for each keeps them further apart.",
        "yes",
        "no",
    ),
    Variable(
        "SECRET_KEY",
        "text",
        "Signs sessions, tokens and media links; 50 random characters. Required in production.",
        "x1…",
        secret=True,
    ),
    Variable(
        "DATABASE_URL",
        "url",
        "The PostgreSQL server. Required in production; without it the embedded one is used.",
        "postgres://newsbook:…@db.internal/newsbook",
        secret=True,
    ),
    Variable(
        "TRANSACTION_POOLING",
        "yes/no",
        "Whether DATABASE_URL is a pooler that gives each transaction another session, such as "
        "PgBouncer with `pool_mode = transaction`. Migrate and export with a DATABASE_URL that "
        "leads to the server itself.",
        "yes",
        "no",
    ),
    Variable(
        "EXECUTOR",
        "text",
        "How `migrate_schemas` goes through the schemas: replay, standard, multiprocessing, "
        "parallel or subprocess.",
        "standard",
        "replay",
    ),
    Variable(
        "PG_BIN",
        "folder",
        "Where pg_dump is, for exports of workspaces; of the server's version or newer.",
        "/usr/lib/postgresql/18/bin",
        "the embedded PostgreSQL's, else PATH",
    ),
    Variable(
        "EXPORT_PASSPHRASE",
        "text",
        "Encrypts the last export of a removed workspace, and what `tenants export --encrypt` "
        "writes; asked for there when it is not set. Lost, such an archive is lost too.",
        "six random words",
        secret=True,
    ),
    Variable(
        "VAR_FOLDER",
        "folder",
        "Everything that is kept on disk: media, style sheets, mails without EMAIL_URL; of the "
        "embedded run its database and logs too.",
        "/srv/newsbook/var",
        "var",
    ),
    Variable(
        "MEDIA_STORAGE",
        "text",
        "Where files of entries are kept: `disk` or `s3`.",
        "s3",
        "disk",
    ),
    Variable(
        "MEDIA_ROOT",
        "folder",
        "Files of entries on disk, one folder for each client.",
        "/mnt/media",
        "VAR_FOLDER/media",
    ),
    Variable(
        "MEDIA_URL_SECONDS",
        "number",
        "How long a link to a file is valid, in seconds.",
        "300",
        "600",
    ),
    Variable(
        "MAX_FILE_BYTES",
        "number",
        "The largest file that an entry takes, in bytes.",
        "104857600",
        "26214400",
    ),
    Variable("MAX_FILES_PER_ENTRY", "number", "How many files one entry takes.", "20", "10"),
    Variable(
        "S3_BUCKET", "text", "Bucket of the files; required with `MEDIA_STORAGE=s3`.", "media"
    ),
    Variable(
        "S3_ENDPOINT_URL",
        "url",
        "S3 server; empty for Amazon's.",
        "https://s3.newsbook.example",
    ),
    Variable("S3_REGION", "text", "Region of the bucket.", "eu-west-1", "us-east-1"),
    Variable("S3_ACCESS_KEY", "text", "Access key of the bucket.", "newsbook", secret=True),
    Variable("S3_SECRET_KEY", "text", "Secret key of the bucket.", "…", secret=True),
    Variable(
        "STATIC_ROOT",
        "folder",
        "Where `collectstatic` writes and nginx reads.",
        "/srv/newsbook/static",
        "VAR_FOLDER/static",
    ),
    Variable(
        "EMAIL_URL",
        "url",
        "The mail server. Without it mails are kept as files in VAR_FOLDER/mailbox.",
        "smtp+tls://newsbook:…@smtp.newsbook.example:587",
        secret=True,
    ),
    Variable(
        "FROM_EMAIL",
        "text",
        "Sender of the service's mails.",
        "News Book <hello@newsbook.example>",
        "News Book <hello@PUBLIC_URL's host>",
    ),
    Variable(
        "CONTACT_EMAIL",
        "text",
        "Who reads what visitors write on the contact page.",
        "sales@newsbook.example",
        "hello@PUBLIC_URL's host",
    ),
    Variable(
        "LEGAL_NAME",
        "text",
        "Who runs the service, as contracts name them: stands in the legal texts.",
        "News Book S.A.S., NIT 900.000.000-1",
    ),
    Variable(
        "LEGAL_ADDRESS",
        "text",
        "Where who runs the service receives letters: stands in the legal texts.",
        "Calle 26 # 68-35, Bogotá, Colombia",
    ),
    Variable(
        "LEGAL_COUNTRY",
        "text",
        "Whose law and courts the legal texts name.",
        "Colombia",
    ),
    Variable(
        "LEGAL_PROVIDERS",
        "text",
        "Who hosts the service and delivers its mail, and how long backups are kept: stands in "
        "the data processing agreement.",
        "Hosting: Example GmbH, Germany. Mail: Example Inc., USA. Backups: 30 days.",
    ),
    Variable(
        "LEGAL_FOLDER",
        "folder",
        "Legal texts of your own: a file `terms.es.html`, `privacy.en.html` or as those in "
        "`public_site/templates/legal/` takes the place of ours.",
        "/srv/newsbook/legal",
    ),
    Variable(
        "CACHE_URL",
        "url",
        "Cache shared by all processes; without it each process keeps its own.",
        "redis://cache.internal:6379/0",
        "locmemcache://",
        secret=True,
    ),
    Variable(
        "DNS_RESOLVER",
        "text",
        "Address and port of the name server that is asked for the TXT records which prove "
        "clients' own domains.",
        "127.0.0.1:53",
        "the machine's own",
    ),
    Variable(
        "STRIPE_SECRET_KEY",
        "text",
        "Lets owners pay invoices by Stripe; without it operators note payments. Needs "
        "STRIPE_WEBHOOK_SECRET too.",
        "sk_live_…",
        secret=True,
    ),
    Variable(
        "STRIPE_WEBHOOK_SECRET",
        "text",
        "Signs Stripe's reports to PUBLIC_URL/payments/stripe/ (checkout.session.completed, "
        "checkout.session.async_payment_succeeded, charge.refunded).",
        "whsec_…",
        secret=True,
    ),
    Variable(
        "SIGN_UPS_PER_NETWORK",
        "number",
        "How many sign-ups one network may begin within an hour.",
        "100",
        "30",
    ),
    Variable(
        "TSA_URL",
        "url",
        "A time-stamping authority (RFC 3161) that stamps each day's anchor of every workspace; "
        "nobody is asked without it.",
        "https://freetsa.org/tsr",
    ),
    Variable(
        "TSA_CERTIFICATES",
        "file",
        "The certificates of that authority and of earlier ones, as PEM: stamps are held against "
        "them when they come and every night.",
        "/srv/newsbook/tsa.pem",
    ),
    Variable("LOG_LEVEL", "text", "DEBUG, INFO, WARNING or ERROR.", "WARNING", "INFO"),
    Variable("DEBUG", "yes/no", "Django's debug pages; refused in production.", "yes", "no"),
    Variable(
        "NGINX",
        "file",
        "An nginx to use instead of the embedded one; in production the one whose version "
        "`render_nginx` writes for, if it is not the installed one.",
        "/usr/sbin/nginx",
    ),
    Variable("TLS_CERTIFICATE", "file", "Certificate chain for nginx.", "/etc/ssl/newsbook.pem"),
    Variable("TLS_KEY", "file", "Private key for nginx.", "/etc/ssl/newsbook.key"),
    Variable("WEB_WORKERS", "number", "gunicorn processes of each site.", "4", "1"),
    Variable("WEB_THREADS", "number", "Threads of each gunicorn process.", "8", "4"),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}
