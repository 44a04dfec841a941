package matrixtest

import "strings"

// paper is a kind of the office's records.
type paper struct {
	one, many string
	under     *paper // the kind that it belongs to; nil: it stands by itself
}

// papers are ten kinds that stand by themselves, and for each of them one that belongs to it: a hundred operations.
func papers() []*paper {
	var list []*paper
	for _, names := range []string{
		"account accounts invoice invoices", "project projects task tasks", "board boards card cards",
		"folder folders document documents", "device devices reading readings", "campaign campaigns message messages",
		"course courses lesson lessons", "ticket tickets comment comments", "vehicle vehicles trip trips",
		"warehouse warehouses parcel parcels",
	} {
		n := strings.Fields(names)
		whole := &paper{one: n[0], many: n[1]}
		list = append(list, whole, &paper{one: n[2], many: n[3], under: whole})
	}
	return list
}

// list is the path of all records of a kind.
func (k *paper) list() string {
	if k.under != nil {
		return k.under.item() + "/" + k.many
	}
	return "/" + k.many
}

// item is the path of one record.
func (k *paper) item() string { return k.list() + "/{" + k.one + "Id}" }

// title is the name of the kind's schema.
func (k *paper) title() string { return strings.ToUpper(k.one[:1]) + k.one[1:] }

const officeHead = `openapi: 3.1.0
info: {title: Office, version: 1.0.0}
security: [{bearer: []}]
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
  responses:
    Invalid: {description: The request breaks the contract., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    Unauthorized: {description: There is no credential that works., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    Missing: {description: There is no such record for the caller., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  schemas:
    Problem:
      type: object
      additionalProperties: false
      required: [code]
      properties: {code: {type: string}}
`

const officeKind = `  LIST:
    parameters: ABOVE
    get:
      operationId: list-MANY
      responses:
        '200':
          description: the caller's MANY
          content:
            application/json:
              schema:
                type: object
                additionalProperties: false
                required: [items]
                properties: {items: {type: array, items: SHOWN}}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '404': {$ref: '#/components/responses/Missing'}
    post:
      operationId: create-ONE
      requestBody: {required: true, content: {application/json: {schema: GIVEN}}}
      responses:
        '201': {description: made, content: {application/json: {schema: SHOWN}}}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '404': {$ref: '#/components/responses/Missing'}
  ITEM:
    parameters: ALL
    get:
      operationId: read-ONE
      responses:
        '200': {description: the ONE, content: {application/json: {schema: SHOWN}}}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '404': {$ref: '#/components/responses/Missing'}
    put:
      operationId: replace-ONE
      requestBody: {required: true, content: {application/json: {schema: GIVEN}}}
      responses:
        '200': {description: the ONE, content: {application/json: {schema: SHOWN}}}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '404': {$ref: '#/components/responses/Missing'}
    delete:
      operationId: delete-ONE
      responses:
        '204': {description: gone}
        '401': {$ref: '#/components/responses/Unauthorized'}
        '404': {$ref: '#/components/responses/Missing'}
`

const officeSchemas = `    TITLEInput:
      type: object
      additionalProperties: false
      required: [title, amount]
      properties: {title: {type: string, minLength: 1, maxLength: 80}, note: {type: string, maxLength: 300}, amount: {type: integer, minimum: 0, maximum: 100000}}
    TITLE:
      type: object
      additionalProperties: false
      required: [id, title, amount]
      properties: {id: {type: string, pattern: '^[a-z]+-[0-9]{6}$'}, title: {type: string, minLength: 1, maxLength: 80}, note: {type: string, maxLength: 300}, amount: {type: integer, minimum: 0, maximum: 100000}}
`

// officeDocument writes the contract of all kinds.
func officeDocument() []byte {
	var schemas, paths strings.Builder
	for _, k := range papers() {
		schemas.WriteString(strings.ReplaceAll(officeSchemas, "TITLE", k.title()))
		above, all := "[]", "["+k.parameter()+"]"
		if k.under != nil {
			above, all = "["+k.under.parameter()+"]", "["+k.under.parameter()+", "+k.parameter()+"]"
		}
		paths.WriteString(strings.NewReplacer(
			"LIST", k.list(), "ITEM", k.item(), "ABOVE", above, "ALL", all, "MANY", k.many, "ONE", k.one,
			"SHOWN", "{$ref: '#/components/schemas/"+k.title()+"'}", "GIVEN", "{$ref: '#/components/schemas/"+k.title()+"Input'}",
		).Replace(officeKind))
	}
	return []byte(officeHead + schemas.String() + "paths:\n" + paths.String())
}

// parameter is the one that names a record of the kind.
func (k *paper) parameter() string {
	return "{name: " + k.one + "Id, in: path, required: true, schema: {type: string, pattern: '^[a-z]+-[0-9]{6}$'}}"
}
