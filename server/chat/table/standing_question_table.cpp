#include "server/chat/table/standing_question_table.h"
