package graphql

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/contravene-dev/contravene/harness"
)

// Ask sends one request to a service. Whoever gives it signs the request and bounds the answer.
type Ask func(ctx context.Context, r *harness.Request) (*harness.Response, error)

// Introspect asks a service for its schema at the path that takes its requests. The name is what errors and positions call it.
//
// What came late into the language is asked for first and left out where the service knows nothing of it: an old one would
// refuse the whole query.
func Introspect(ctx context.Context, name, endpoint string, ask Ask) (*TypeSystem, error) {
	var refusal error
	for _, late := range []string{" specifiedByURL isOneOf", " specifiedByURL", ""} {
		query := strings.Replace(IntrospectionQuery, "FullType on __Type { kind name description", "FullType on __Type { kind name description"+late, 1)
		text, err := introspection(ctx, query, endpoint, ask)
		var no *unwilling
		switch {
		case errors.As(err, &no):
			refusal = err // another one may be taken; the last, which all know, tells best
		case err != nil:
			return nil, fmt.Errorf("introspect %s: %w", name, err)
		default:
			return Parse(File{Name: name, Text: text})
		}
	}
	return nil, fmt.Errorf("introspect %s: %w", name, refusal)
}

// unwilling is what a service says that does not want to be introspected.
type unwilling struct{ why string }

func (r *unwilling) Error() string {
	return "the service refuses: " + r.why + "; give a credential that may with -H, or the service's SDL as the contract"
}

// introspection sends one query and gives the JSON that holds __schema.
func introspection(ctx context.Context, query, endpoint string, ask Ask) (string, error) {
	body, err := envelope(query, "IntrospectionQuery", nil)
	if err != nil {
		return "", err
	}
	r := &harness.Request{Method: http.MethodPost, Path: endpoint, Body: body, Header: http.Header{}}
	r.Header.Set("Accept", accept)
	r.Header.Set("Content-Type", jsonMedia)
	answer, err := ask(ctx, r)
	if err != nil {
		return "", fmt.Errorf("the service does not answer: %w", err)
	}
	if answer.Truncated {
		return "", fmt.Errorf("the answer is larger than %d bytes; allow more with --max-body", len(answer.Body))
	}
	decoded, err := answer.JSON()
	top, ok := decoded.Value.(map[string]any)
	data, _ := top["data"].(map[string]any)
	list, _ := top["errors"].([]any)
	switch {
	case data["__schema"] != nil:
		return string(answer.Body), nil
	case len(list) > 0:
		entry, _ := list[0].(map[string]any)
		message, _ := entry["message"].(string)
		return "", &unwilling{clip(message)}
	case answer.Status == http.StatusUnauthorized || answer.Status == http.StatusForbidden:
		return "", &unwilling{fmt.Sprintf("%d %s", answer.Status, http.StatusText(answer.Status))}
	case err != nil || !ok:
		return "", fmt.Errorf("what is answered, %d %s, is no answer of GraphQL; is %s the path that takes its requests?", answer.Status, http.StatusText(answer.Status), endpoint)
	}
	return "", &unwilling{"the answer has no __schema"}
}
