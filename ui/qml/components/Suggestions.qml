import QtQuick

// What is useful with no model: a question, measuring with the coach (`measuring` says what is due), a report.
Column {
    id: suggestions

    property string measuring: ""
    // Where there is little room: what the navigation offers, too, is left out.
    property bool brief: false
    signal asked(string question)
    signal reportWanted
    signal coachWanted

    spacing: Theme.spaceS

    Suggestion {
        readonly property string question: qsTr("How is my blood pressure today?")

        objectName: "suggestion-0"
        width: suggestions.width
        text: question
        onClicked: suggestions.asked(question)
    }

    Suggestion {
        objectName: "suggestion-coach"
        width: suggestions.width
        text: suggestions.measuring !== "" ? suggestions.measuring : qsTr("Measure my blood pressure step by step")
        iconName: "heart-pulse"
        onClicked: suggestions.coachWanted()
    }

    Suggestion {
        objectName: "suggestion-report"
        visible: !suggestions.brief
        width: suggestions.width
        text: qsTr("Help me read this lab report")
        iconName: "file-text"
        onClicked: suggestions.reportWanted()
    }
}
