package graphql

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contravene-dev/contravene/harness"
)

func TestMeant(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   Meaning
	}{
		{200, `{"data":{"a":1}}`, Meaning{Served, "", 200}},
		{200, `{"data":{"a":null}}`, Meaning{Served, "", 200}},
		{200, `{"data":{"a":null,"b":1},"errors":[{"message":"x","path":["a"]}]}`, Meaning{Partial, "", 200}},
		{200, `{"data":{"a":null},"errors":[{"message":"x","path":["a"]}]}`, Meaning{Failed, "", 0}},
		{200, `{"data":null,"errors":[{"message":"x","path":["a"],"extensions":{"code":"NOT_FOUND"}}]}`, Meaning{Failed, "NOT_FOUND", 404}},
		{200, `{"data":null,"errors":[{"message":"x","path":["a"],"extensions":{"classification":"ValidationError"}}]}`, Meaning{Failed, "ValidationError", 400}},
		{200, `{"data":null,"errors":[{"message":"x","path":["a"],"extensions":{"code":"BAD_USER_INPUT"}}]}`, Meaning{Failed, "BAD_USER_INPUT", 422}},
		{200, `{"errors":[{"message":"x","extensions":{"code":"BAD_USER_INPUT"}}]}`, Meaning{Refused, "BAD_USER_INPUT", 400}},
		{200, `{"errors":[{"message":"x"}]}`, Meaning{Refused, "", 400}},
		{422, `{"errors":[{"message":"x"}]}`, Meaning{Refused, "", 422}},
		{200, `{"data":null,"errors":[{"message":"x"}]}`, Meaning{Refused, "", 400}},
		{200, `{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}`, Meaning{Refused, "UNAUTHENTICATED", 401}},
		{200, `{"data":{"a":1,"b":null},"errors":[{"message":"runtime error: index out of range","path":["b"]}]}`, Meaning{Broken, "", 500}},
		{200, `{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`, Meaning{Broken, "INTERNAL_SERVER_ERROR", 500}},
		{200, `{"data":{"a":null},"errors":[{"message":"internal system error","path":["a"]}]}`, Meaning{Broken, "", 500}},
		{200, `{"data":null,"errors":[{"message":"x","path":["variable","id"]}]}`, Meaning{Refused, "", 400}},
		{200, `{"errors":[{"message":"x","path":["a"]}]}`, Meaning{Refused, "", 400}},
		{502, `<html>`, Meaning{Broken, "", 502}},
		{200, `<html>`, Meaning{Unreadable, "", 200}},
		{403, `{"message":"no"}`, Meaning{Unreadable, "", 403}},
		{200, `[]`, Meaning{Unreadable, "", 200}},
	} {
		require.Equal(t, c.want, Meant(&harness.Response{Status: c.status, Body: []byte(c.body)}), "%d %s", c.status, c.body)
	}
}
