package remark

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// taxon is a category of somebody else's, under which a rule falls.
type taxon struct {
	taxonomy string
	id       string
	tag      string // as code scanning wants it
}

// The taxonomies.
const (
	weaknesses = "CWE"
	apiRisks   = "OWASP API Security Top 10"
)

// taxa are the categories of a sheet's rules: by taxonomy, in the order of their IDs.
type taxa map[string][]string

func taxonomies(rules []Rule) taxa {
	x := taxa{}
	numbers := map[int]bool{}
	risks := map[string]bool{}
	for _, r := range rules {
		for _, n := range r.CWE {
			numbers[n] = true
		}
		for _, o := range r.OWASP {
			risks[o] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		x[weaknesses] = append(x[weaknesses], strconv.Itoa(n))
	}
	x[apiRisks] = slices.Sorted(maps.Keys(risks))
	return x
}

func (x taxa) names() []string {
	return slices.DeleteFunc([]string{weaknesses, apiRisks}, func(name string) bool { return len(x[name]) == 0 })
}

// of lists the categories of a rule.
func (x taxa) of(r *Rule) []taxon {
	var list []taxon
	for _, n := range r.CWE {
		id := strconv.Itoa(n)
		list = append(list, taxon{weaknesses, id, "external/cwe/cwe-" + id})
	}
	for _, o := range r.OWASP {
		list = append(list, taxon{apiRisks, o, "external/owasp-api/" + strings.ToLower(strings.ReplaceAll(o, ":", "-"))})
	}
	return list
}

func (x taxa) component(name string) *sarif.ToolComponentReference {
	return sarif.NewToolComponentReference().WithName(name).WithIndex(slices.Index(x.names(), name))
}

func (x taxa) reference(t taxon) *sarif.ReportingDescriptorReference {
	return sarif.NewReportingDescriptorReference().WithID(t.id).WithIndex(slices.Index(x[t.taxonomy], t.id)).WithToolComponent(x.component(t.taxonomy))
}

// components are the taxonomies, with those of their categories that are named.
func (x taxa) components() []*sarif.ToolComponent {
	list := []*sarif.ToolComponent{}
	for _, name := range x.names() {
		c := sarif.NewToolComponent().WithName(name)
		c.Taxa = []*sarif.ReportingDescriptor{}
		switch name {
		case weaknesses:
			c.WithOrganization("MITRE").WithInformationURI("https://cwe.mitre.org/").
				WithShortDescription(message("Common Weakness Enumeration"))
		case apiRisks:
			c.WithOrganization("OWASP Foundation").WithInformationURI("https://owasp.org/API-Security/").
				WithShortDescription(message("The ten gravest security risks of APIs"))
		}
		for _, id := range x[name] {
			c.AddTaxa(category(name, id))
		}
		list = append(list, c)
	}
	return list
}

func category(taxonomy, id string) *sarif.ReportingDescriptor {
	d := sarif.NewReportingDescriptor().WithID(id)
	if taxonomy == weaknesses {
		return d.WithHelpURI(fmt.Sprintf("https://cwe.mitre.org/data/definitions/%s.html", id))
	}
	if name := risks[id]; name != "" {
		d.WithName(name)
	}
	return d
}

// risks are the names that OWASP gives (owasp.org/API-Security/editions/2023), as SARIF writes names.
var risks = map[string]string{
	"API1:2023":  "BrokenObjectLevelAuthorization",
	"API2:2023":  "BrokenAuthentication",
	"API3:2023":  "BrokenObjectPropertyLevelAuthorization",
	"API4:2023":  "UnrestrictedResourceConsumption",
	"API5:2023":  "BrokenFunctionLevelAuthorization",
	"API6:2023":  "UnrestrictedAccessToSensitiveBusinessFlows",
	"API7:2023":  "ServerSideRequestForgery",
	"API8:2023":  "SecurityMisconfiguration",
	"API9:2023":  "ImproperInventoryManagement",
	"API10:2023": "UnsafeConsumptionOfAPIs",
}
