"""`reasoner simulate`: the same book under a changed library. Who flips, from what to what, because of which criterion."""
