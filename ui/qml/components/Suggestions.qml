import QtQuick

// Questions that are useful with no model and no device, and the way to a report.
Column {
    id: suggestions

    signal asked(string question)
    signal reportWanted

    spacing: Theme.spaceS

    Repeater {
        model: [qsTr("How is my blood pressure today?"), qsTr("How do I measure blood pressure at home?")]

        Suggestion {
            required property string modelData
            required property int index

            objectName: "suggestion-" + index
            width: suggestions.width
            text: modelData
            onClicked: suggestions.asked(modelData)
        }
    }

    Suggestion {
        objectName: "suggestion-report"
        width: suggestions.width
        text: qsTr("Help me read this lab report")
        iconName: "file-text"
        onClicked: suggestions.reportWanted()
    }
}
