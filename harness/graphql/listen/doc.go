// Package listen opens the streams of subscriptions and writes down what comes.
//
// Events travel in two ways: as server-sent events in the distinct connections mode of graphql-sse, and as the messages of
// graphql-transport-ws on a WebSocket. Of the first the transcript is the events as they came. Of the second it is the messages, one a
// line, and a last line of the type close with code and reason, where the service ended the socket; one that just broke has code
// 1006, as in browsers. What depends on time alone, such as pings and comments that keep a connection open, is left out.
//
// Neither protocol says when a subscription listens: a head of an answer comes before, and of a subscribe message nothing comes.
// So opening a stream waits until the service has answered a ping, where it can, and then until it is quiet.
//
// The client of WebSockets is a library's, and this is the only package that brings it along.
package listen
