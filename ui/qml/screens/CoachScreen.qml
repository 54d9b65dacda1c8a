import QtQuick
import "../components"

// The measuring coach: how to sit, the rest, each reading, the result, and the week.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject entry
    readonly property string step: viewModel.step

    title: qsTr("Measure blood pressure")
    Component.onCompleted: viewModel.opened()

    actions: BigButton {
        objectName: "coach-voice"
        kind: "quiet"
        iconName: screen.viewModel.voiced ? "volume-2" : "mic-off"
        text: screen.viewModel.voiced ? qsTr("Voice on") : qsTr("Voice off")
        fontSize: Theme.typeControl
        corner: Theme.sizeTarget
        leastHeight: Theme.sizeTarget
        onClicked: screen.viewModel.setVoiced(!screen.viewModel.voiced)
    }

    Notice {
        width: parent.width
        text: screen.viewModel.failure
    }

    DangerPanel {
        visible: screen.viewModel.shown.dangerWords !== ""
        width: parent.width
        level: screen.viewModel.shown.dangerLevel
        words: screen.viewModel.shown.dangerWords
        onReadAloud: screen.viewModel.sayAgain()
    }

    StepWords {
        objectName: "coach-caption"
        width: parent.width
        text: [screen.viewModel.shown.sentence, screen.viewModel.shown.detail].filter(part => part !== "").join(" ")
        onHeard: screen.viewModel.sayAgain()
    }

    Postures {
        visible: screen.step === "start"
        width: parent.width
        coach: screen.viewModel
    }

    Flow {
        visible: screen.step === "start"
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "coach-begin"
            kind: "primary"
            iconName: "check"
            text: qsTr("I sit like this, start the rest")
            width: Math.min(implicitWidth, parent.width)
            onClicked: screen.viewModel.begin()
        }

        BigButton {
            objectName: "coach-rested"
            text: qsTr("I have rested already")
            width: Math.min(implicitWidth, parent.width)
            iconName: "circle-check"
            onClicked: screen.viewModel.alreadyRested()
        }
    }

    CoachStage {
        visible: screen.step === "rest" || screen.step === "measure" || screen.step === "pause"
        width: parent.width
        coach: screen.viewModel
        onSkipped: skipping.open()
        onTyped: screen.entry.begin("blood_pressure")
    }

    Postures {
        visible: screen.step === "rest"
        width: parent.width
        coach: screen.viewModel
    }

    CoachResult {
        visible: screen.step === "result"
        width: parent.width
        shown: screen.viewModel.shown
        readings: screen.viewModel.readings
        onDismissed: screen.viewModel.leave()
    }

    WeekPlan {
        visible: screen.step === "start" || screen.step === "result"
        width: parent.width
        coach: screen.viewModel
        onEnded: ending.open()
    }

    ConfirmSheet {
        id: skipping

        title: qsTr("Skip the rest?")
        question: screen.viewModel.skipSentence
        confirm: qsTr("Skip it")
        dismiss: qsTr("Go on resting")
        onConfirmed: screen.viewModel.skipRest()
    }

    ConfirmSheet {
        id: ending

        title: qsTr("Give the seven days up?")
        question: qsTr("Your readings stay. A new week begins from the start.")
        confirm: qsTr("Give up")
        dismiss: qsTr("Go on")
        onConfirmed: screen.viewModel.endPlan()
    }
}
