package authz

import (
	"net/url"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/suites/internal/tales"
)

const tenantSwap = "authz.tenant-swap"

// tenantHeaders are the headers in which gateways pass on whose tenant a caller is of, and tenantParameters the same in a query.
var (
	tenantHeaders = []string{
		"X-Tenant", "X-Tenant-Id", "X-Tenant-Name", "X-Org", "X-Org-Id", "X-Organization", "X-Organization-Id", "X-Account", "X-Account-Id",
		"X-Workspace-Id", "X-Scope-OrgID",
	}
	tenantParameters = []string{"tenant", "tenantId", "tenant_id", "org", "orgId", "organization_id"}
)

// TenantSwap finds services that believe a caller who says which tenant it is of.
var TenantSwap = &harness.Check{
	ID: tenantSwap,
	Doc: `Which tenant a caller belongs to is decided by its credential, and not by what it says.

A gateway puts the tenant into a header and the services behind it believe that header, also when the client has sent it.

One actor makes an object with a canary in it. Another of the same class in another tenant is refused it, and then sends the
same request with the first actor's tenant in the headers that gateways use, and in the query. The promise is broken when the
answer shows what only that object holds, or when its owner finds it changed or gone.

Ignored: runs without actors in two tenants; tenants whose name in the configuration is not the one that the service uses;
parameters that the contract declares; objects that the other actor is not refused.`,
	Severity: harness.High,
	Security: true,
	CWE:      []int{639, 290},
	OWASP:    []string{"API1:2023"},
	Rules:    []string{"OWASP API1:2023", "RFC 9110 17.1"},
	Story:    true,
	Propose:  tales.Propose(tenantSwap, tellSwap),
	Judge:    func(p *harness.Pass) { judgeDetours(p, "gets at an object by saying that it is of the owner's tenant") },
}

func tellSwap(p *harness.Plan) []tales.Tale {
	k := operates(p)
	if k == nil || public(p) {
		return nil
	}
	var list []tales.Tale
	for _, a := range assaults(p) {
		if tenant := tenantOf(p, a.owner); a.relation == harness.Foreign && tenant != "" {
			list = append(list, detours(p, k, []assault{a}, claims(p, tenant))...)
		}
	}
	return list
}

func tenantOf(p *harness.Plan, actor string) string {
	for _, a := range p.Cast {
		if a.Name == actor {
			return a.Tenant
		}
	}
	return ""
}

// claims are the ways to say that one is of a tenant.
func claims(p *harness.Plan, tenant string) []way {
	return []way{
		{"headers", false, func(_ *scene, step *harness.Step) {
			for _, name := range tenantHeaders {
				if p.Operation.Parameter("header", name) == nil {
					step.Edits = append(step.Edits, harness.Edit{Kind: harness.EditHeader, Name: name, Value: []byte(tenant)})
				}
			}
		}},
		{"query", false, func(_ *scene, step *harness.Step) {
			for _, name := range tenantParameters {
				if p.Operation.Parameter("query", name) == nil {
					step.Edits = append(step.Edits, harness.Edit{Kind: harness.EditQuery, Value: []byte(name + "=" + url.QueryEscape(tenant))})
				}
			}
		}},
	}
}
