#include "server/events/table/tracked_object_table.h"
