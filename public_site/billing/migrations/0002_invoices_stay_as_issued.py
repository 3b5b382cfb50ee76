from django.db import migrations

# Drafts come and go. What has a number keeps it and what it says; only whether it is paid moves on.
STAYS = """
CREATE FUNCTION billing_invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An issued invoice is never removed: void it.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_stays_as_issued';
    END IF;
    IF (NEW.id, NEW.number, NEW.client_id, NEW.client_name, NEW.plan, NEW.period_from,
        NEW.period_to, NEW.amount, NEW.currency, NEW.note, NEW.created_at, NEW.issued_on)
        IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.client_id, OLD.client_name, OLD.plan, OLD.period_from,
        OLD.period_to, OLD.amount, OLD.currency, OLD.note, OLD.created_at, OLD.issued_on)
    THEN
        RAISE EXCEPTION 'An issued invoice is never changed: void it and write another.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_stays_as_issued';
    END IF;
    IF OLD.state = 'void' OR NEW.state = 'draft'
        OR (OLD.state = 'paid' AND NEW.state NOT IN ('paid', 'void'))
    THEN
        RAISE EXCEPTION 'An invoice goes from issued to paid or void, and never back.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_stays_as_issued';
    END IF;
    RETURN NEW;
END
$body$
"""
TRIGGER = """
CREATE TRIGGER invoice_stays_as_issued BEFORE UPDATE OR DELETE ON billing_invoice
FOR EACH ROW EXECUTE FUNCTION billing_invoice_stays()
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_invoices_and_payments")]

    operations = [
        migrations.RunSQL(STAYS, "DROP FUNCTION billing_invoice_stays()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER invoice_stays_as_issued ON billing_invoice"),
    ]
