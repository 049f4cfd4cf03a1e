/** CRMs as their documentation describes them: each keeps records, matches, creates, updates and refuses. A real server answers with them. */

import type { Json, JsonObject } from "../../src/core/json.ts";
import type { SinkAnswer, SinkRequest } from "./http-sink.ts";

/** A record as its vendor keeps it; `id` among the rest. */
export type Kept = Record<string, Json>;

export interface Vendor {
  readonly preset: string;
  /** The documentation that the behaviour is taken from. */
  readonly source: string;
  /** Ada, as somebody has entered her: more is known than any visitor says. */
  readonly known: Kept;
  /** Where the e-mail stands. */
  email(record: Kept): Json | undefined;
  /** Answers, and changes the records. */
  answer(request: SinkRequest, records: Kept[]): SinkAnswer;
}

function json(status: number, body: unknown): SinkAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

const bodyOf = ({ body }: SinkRequest) => JSON.parse(body === "" ? "{}" : body) as JsonObject; // what presets send is an object
const pathOf = ({ path }: SinkRequest) => new URL(path, "http://vendor.example");
const segment = (request: SinkRequest) => decodeURIComponent(pathOf(request).pathname.split("/").at(-1) ?? "");
const inner = (value: Json | undefined) => (value ?? {}) as Kept; // objects, as the presets write them

function added(records: Kept[], fields: Kept): Kept {
  const record = { id: String(900 + records.length), ...fields };
  records.push(record);
  return record;
}

function changed(record: Kept | undefined, fields: Kept): void {
  Object.assign(record ?? {}, fields);
}

/** Changes the record that is there, or adds one. */
function upserted(records: Kept[], there: Kept | undefined, fields: Kept): Kept {
  changed(there, fields);
  return there ?? added(records, fields);
}

const hubspot: Omit<Vendor, "preset"> = {
  source: "https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide",
  known: { id: "101", email: "ada@example.com", firstname: "Augusta", lastname: "King", phone: "+44 20 1", company: "Analytical" },
  email: ({ email }) => email,
  answer(request, records) {
    const path = pathOf(request).pathname;
    if (path.endsWith("/notes")) return json(201, { id: "n1" });
    if (path.endsWith("/batch/upsert")) {
      const [input] = bodyOf(request).inputs as unknown as readonly [{ idProperty: string; id: string; properties: Kept }]; // as the SDK sends it
      const there = records.find((each) => each[input.idProperty] === input.id);
      const record = upserted(records, there, { [input.idProperty]: input.id, ...input.properties });
      return json(there === undefined ? 201 : 200, { status: "COMPLETE", results: [{ id: record.id, new: there === undefined }] });
    }
    const properties = inner(bodyOf(request).properties);
    if (request.method === "PATCH") {
      changed(
        records.find(({ id }) => id === segment(request)),
        properties,
      );
      return json(200, { id: segment(request) });
    }
    const there = records.find(({ email }) => email === properties.email);
    if (there !== undefined)
      return json(409, { status: "error", category: "CONFLICT", message: `Contact already exists. Existing ID: ${there.id}` });
    return json(201, { id: added(records, properties).id });
  },
};

const salesforce: Vendor = {
  preset: "salesforce.contact",
  source: "https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-upsert-patch.md",
  known: { id: "003A", Email: "ada@example.com", FirstName: "Augusta", LastName: "King", Phone: "+44 20 1", Title: "Countess" },
  email: ({ Email }) => Email,
  answer(request, records) {
    if (request.path.endsWith("/oauth2/token")) return json(200, { access_token: "t1" });
    const [key = "", value] = pathOf(request).pathname.split("/").slice(-2).map(decodeURIComponent);
    const there = records.find((each) => each[key] === value);
    if (request.method === "GET") return there === undefined ? json(404, notFound) : json(200, { Id: there.id });
    if (there !== undefined) {
      changed(there, bodyOf(request) as Kept);
      return { status: 204 };
    }
    if (pathOf(request).searchParams.get("updateOnly") === "true") return json(404, notFound);
    if (bodyOf(request).LastName === undefined)
      return json(400, [{ errorCode: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [LastName]", fields: ["LastName"] }]);
    return json(201, { id: added(records, { [key]: value ?? "", ...(bodyOf(request) as Kept) }).id, success: true, created: true });
  },
};

const notFound = [{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }];

const pipedrive: Vendor = {
  preset: "pipedrive.person",
  source: "https://developers.pipedrive.com/docs/api/v1/Persons",
  known: {
    id: "7",
    name: "Augusta King",
    emails: [{ value: "ada@example.com", primary: true, label: "work" }],
    phones: [{ value: "+44 20 1" }, { value: "+44 20 2" }],
    org_id: 3,
  },
  email: ({ emails }) => (emails as readonly { value: string }[])[0]?.value,
  answer(request, records) {
    if (request.method === "GET") {
      const term = pathOf(request).searchParams.get("term");
      const found = records.filter((each) => pipedrive.email(each) === term);
      const items = found.map(({ id, name, phones = [] }) => ({
        item: { id, name, phones: (phones as readonly { value: string }[]).map(({ value }) => value) },
      }));
      return json(200, { success: true, data: { items } });
    }
    if (request.method === "POST") return json(201, { success: true, data: { id: added(records, bodyOf(request) as Kept).id } });
    changed(
      records.find(({ id }) => id === segment(request)),
      bodyOf(request) as Kept,
    );
    return json(200, { success: true, data: { id: segment(request) } });
  },
};

const zoho: Vendor = {
  preset: "zoho.contact",
  source: "https://zoho.com/crm/developer/docs/api/v8/upsert-records.html",
  known: { id: "42", Email: "ada@example.com", First_Name: "Augusta", Last_Name: "King", Phone: "+44 20 1", Title: "Countess" },
  email: ({ Email }) => Email,
  answer(request, records) {
    if (request.path.endsWith("/token")) return json(200, { access_token: "t1" });
    if (request.method === "GET") {
      const found = records.filter(({ Email }) => Email === pathOf(request).searchParams.get("email"));
      return found.length === 0 ? { status: 204 } : json(200, { data: found });
    }
    const [fields = {}] = bodyOf(request).data as readonly Kept[];
    const one = (record: object) => json(200, { data: [record] });
    const there = records.find(({ Email, id }) => (request.method === "PUT" ? id === segment(request) : Email === fields.Email));
    if (there !== undefined && request.method === "POST" && !request.path.endsWith("/upsert"))
      return one({ status: "error", code: "DUPLICATE_DATA", details: { api_name: "Email", id: there.id } });
    if (there === undefined && fields.Last_Name === undefined)
      return one({ status: "error", code: "MANDATORY_NOT_FOUND", details: { api_name: "Last_Name" }, message: "required field not found" });
    return one({ status: "success", code: "SUCCESS", details: { id: upserted(records, there, fields).id } });
  },
};

const attio: Vendor = {
  preset: "attio.person",
  source: "https://docs.attio.com/rest-api/endpoint-reference/people/create-a-person-record.md",
  known: {
    id: "rec1",
    email_addresses: ["ada@example.com", "ada@home.example"],
    name: [{ first_name: "Augusta", last_name: "King", full_name: "Augusta King" }],
    job_title: "Countess",
  },
  email: ({ email_addresses: all }) => (all as readonly string[])[0],
  answer(request, records) {
    const body = bodyOf(request);
    const told = (record: Kept | undefined) => ({ data: { id: { record_id: record?.id } } });
    const has = (email: Json | undefined) => records.find((each) => (each.email_addresses as readonly Json[]).includes(email ?? null));
    if (request.path.endsWith("/query")) {
      const found = has(inner(body.filter).email_addresses);
      return json(200, { data: found === undefined ? [] : [told(found).data] });
    }
    const values = inner(inner(body.data).values);
    if (request.method === "POST") {
      const there = has((values.email_addresses as readonly Json[])[0]);
      if (there === undefined) return json(200, told(added(records, values)));
      return json(400, { status_code: 400, type: "invalid_request_error", code: "uniqueness_conflict" });
    }
    const there = records.find(({ id }) => id === segment(request));
    changed(there, values);
    return json(200, told(there));
  },
};

const intercom: Vendor = {
  preset: "intercom.contact",
  source: "https://developers.intercom.com/docs/references/rest-api/api.intercom.io/contacts/createcontact",
  known: { id: "6329", role: "lead", email: "ada@example.com", name: "Augusta King", phone: "+44201", avatar: "x" },
  email: ({ email }) => email,
  answer(request, records) {
    const fields = bodyOf(request) as Kept;
    const there = records.find(({ id, email }) => (request.method === "PUT" ? id === segment(request) : email === fields.email));
    if (request.method === "PUT") {
      changed(there, fields);
      return json(200, { id: segment(request) });
    }
    if (there === undefined) return json(200, { id: added(records, fields).id });
    const message = `A contact matching those details already exists with id=${there.id}`;
    return json(409, { type: "error.list", errors: [{ code: "conflict", message }] });
  },
};

const zendesk: Vendor = {
  preset: "zendesk.user",
  source: "https://developer.zendesk.com/api-reference/ticketing/users/users/#create-or-update-user",
  known: { id: "35436", email: "ada@example.com", name: "Augusta King", phone: "+44201", notes: "Countess" },
  email: ({ email }) => email,
  answer(request, records) {
    const fields = inner(bodyOf(request).user);
    const there = records.find(({ email }) => email === fields.email);
    if (there !== undefined && !request.path.includes("create_or_update")) {
      const details = { email: [{ description: `Email: ${fields.email} is already being used by another user`, error: "DuplicateValue" }] };
      return json(422, { error: "RecordInvalid", description: "Record validation errors", details });
    }
    if (there === undefined && fields.name === undefined)
      return json(422, { error: "RecordInvalid", details: { name: [{ error: "BlankValue" }] } });
    return json(there === undefined ? 201 : 200, { user: { id: upserted(records, there, fields).id } });
  },
};

/** Every preset that writes the record of a person. */
export const crmVendors: readonly Vendor[] = [
  { preset: "hubspot.contact", ...hubspot },
  { preset: "hubspot.note", ...hubspot },
  salesforce,
  pipedrive,
  zoho,
  attio,
  intercom,
  zendesk,
];
