// Package target holds what can be put under test: a handler, a URL, a process.
//
//	target.Handler(mux)                          // in this process, without a socket
//	target.URL("https://staging.example.com/v1") // a service that runs somewhere
//	target.Process(ctx, target.Command{Args: []string{"./server", "-addr", "{{addr}}"}})
//	target.GoPackage(ctx, "./cmd/server", target.WithCoverage()) // a process, built from source
//
// A service that was built with coverage is a [harness.Probe]: after a request it tells which blocks of its code ran. It is
// [harness.Weighed] as well, as a handler is: it tells how many goroutines and how much memory it holds. Its source
// is not changed and its folder not written to; no flag, port or package of its own is needed.
//
// Package container adds services in containers. All of them answer alike: the same service gives the same
// [harness.Response] on each. What keeps an answer from being read whole is a [Fault], whose text does not depend on
// ports, times or bytes that the service chose, so that reports of two runs can be compared.
package target
