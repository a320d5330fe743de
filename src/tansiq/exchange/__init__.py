"""Exchange between sovereign nodes: one bundle by HTTPS or by file, applied once, entry by entry.

What other packages use (the rest is private to this package):

    service.Exchange    receive(data) -> reply; prepare(partner, limit) -> Prepared; settle(partner,
                        reply) -> Report; write_file(partner, path); read_file(path) -> Report;
                        recipients(tx, channel): THE function of preview and delivery
                        (REQUIREMENTS 1.4); link_states(tx); mark_read(tx, refs); start()
    partners            enrolled partners, folded from `home`; the key ring
    channels            signed membership, generations, rival successors
    stops               stops_in_force(tx)
    epochs, restore     the ways out of a fork and of a lost disk
    courier.Courier     keeps one partner up to date: sync_once(), drain(), state
    transport_http      PartnerClient
    transport_server    serve_exchange(trusted.Trusted(exchange), tls, host, port)
    transport_file      the wrapped file for a stick
    projections         PROJECTIONS, which the node adds to its list

Does not decide what is released (slices and the node do) and keeps no key (the key store does).
"""
